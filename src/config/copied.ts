/** A slice of a text keeps all of it alive, and so does whatever is cut from the slice: what outlives the text is copied. */
export const copied = (slice: string): string => ` ${slice}`.slice(1);
