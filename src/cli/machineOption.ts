/** `--machine JSON`: what the user says of the machine, whatever its output says. */
import { parseTree } from 'jsonc-parser';
import { parseConfig } from '../config/parse';
import { Problem } from './problem';
import type { Member } from '../formats/join/draft';

export function machineMembers(json: string | undefined): Member[] {
  if (json === undefined) return [];
  const text = `{ "machine": ${json}\n, "pgmaps": [] }`;
  const [error] = parseConfig(text).findings.filter((f) => f.severity === 'error');
  const object = parseTree(json, [], { allowTrailingComma: true });
  if (error || object?.type !== 'object')
    throw new Problem(
      `--machine: ${error?.message ?? 'an object is wanted, as in {"kernel":"6.12","arch":"x86_64"}'}`,
    );
  return (object.children ?? []).map(({ children }) => {
    const [key, value] = children!;
    const source = { text: -1, offset: 0, length: 1, tool: '--machine' };
    return {
      key: String(key!.value),
      value: { json: json.slice(value!.offset, value!.offset + value!.length), source },
    };
  });
}
