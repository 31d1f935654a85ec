/** Something the user can mend: one line for standard error and exit status 2. */
export class Problem extends Error {}

/** How a system error is told: what it is and what to do about it. */
const ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file; check the path',
  EISDIR: 'is a directory; name the files in it, as in DIR/*.pgmap.jsonc',
  EACCES: 'may not be read; check its permissions',
  EPERM: 'may not be read; check its permissions',
  ENOTDIR: 'a part of the path is not a directory; check the path',
  ELOOP: 'symbolic links that go in circles; name the file itself',
  ENAMETOOLONG: 'the name is too long for a file; check the path',
  ENXIO: 'cannot be read as a file; name a regular file',
  EIO: 'the device failed while reading; try again or copy the file elsewhere',
  ENOSPC: 'no space left; make room or write elsewhere',
};

export function systemProblem(what: string, error: unknown): Problem {
  const { code, message } = error as NodeJS.ErrnoException;
  return new Problem(`${what}: ${(code && ERRORS[code]) ?? message ?? String(error)}`);
}
