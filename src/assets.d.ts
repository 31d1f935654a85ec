/** Style sheets are bundled as text. */
declare module '*.css' {
  const text: string;
  // What a bundler gives for a file is its default export.
  // eslint-disable-next-line no-restricted-exports
  export default text;
}
