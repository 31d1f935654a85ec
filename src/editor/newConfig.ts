/** `New pgmap Config`: a few questions with a way back, then an untitled config. */
import * as vscode from 'vscode';
import { alignsFor, hasAlign, newConfig } from '../config/newConfig';
import { readSize } from '../config/values';
import { ARCH_NAMES } from '../engine/archNames';
import { SERIES } from '../engine/releases';
import { quoted } from './quoted';
import { openUntitled } from './untitled';
import type { Answers } from '../config/newConfig';

type Key = keyof Answers;
type Given = Partial<Record<Key, string>>;

interface Step {
  readonly key: Key;
  readonly title: string;
  /** What to choose from; without it the value is typed. */
  readonly items?: (given: Given) => vscode.QuickPickItem[];
  readonly skipped?: (given: Given) => boolean;
}

const item = (label: string, description = ''): vscode.QuickPickItem => ({ label, description });

function steps(): Step[] {
  const { l10n } = vscode;
  return [
    { key: 'arch', title: l10n.t('Architecture'), items: () => ARCH_NAMES.map((name) => item(name)) },
    {
      key: 'kernel',
      title: l10n.t('Kernel release'),
      items: () => [...SERIES].reverse().map((series) => item(series)),
    },
    {
      key: 'mode',
      title: l10n.t('Mode'),
      items: () => [
        item('devdax', l10n.t('a character device')),
        item('fsdax', l10n.t('a block device with DAX')),
        item('system-ram', l10n.t('memory of a node of its own')),
        item('raw', l10n.t('a devdax namespace by its raw extent')),
      ],
    },
    { key: 'capacity', title: l10n.t('Capacity') },
    {
      key: 'align',
      title: l10n.t('Align'),
      items: (given) => alignsFor(given as Answers).map((align) => item(align)),
      skipped: ({ mode }) => !hasAlign(mode as Answers['mode']),
    },
  ];
}

const BACK = Symbol('back');

/** Opens the config; nothing where the form is left. */
export async function newPgmapConfig(): Promise<void> {
  const all = steps();
  const given: Given = { capacity: '128GiB', align: '2MiB' };
  const asked: number[] = [];
  for (let i = 0; i < all.length; i++) {
    const step = all[i]!;
    if (step.skipped?.(given)) continue;
    const answer = await ask(step, given, i + 1, all.length);
    if (answer === undefined) return;
    if (answer === BACK) i = (asked.pop() ?? 0) - 1;
    else {
      given[step.key] = answer;
      asked.push(i);
    }
  }
  await openUntitled('new', newConfig(given as Answers));
}

/** The answer, `BACK`, or undefined where the form is closed. */
function ask(
  step: Step,
  given: Given,
  number: number,
  many: number,
): Promise<string | typeof BACK | undefined> {
  const input = step.items ? vscode.window.createQuickPick() : vscode.window.createInputBox();
  input.title = `${vscode.l10n.t('New pgmap Config')}: ${step.title}`;
  [input.step, input.totalSteps, input.ignoreFocusOut] = [number, many, true];
  if (number > 1) input.buttons = [vscode.QuickInputButtons.Back];
  const known = given[step.key];
  if ('items' in input) {
    const items = step.items!(given);
    input.items = items;
    input.activeItems = [items.find(({ label }) => label === known) ?? items[0]!];
  } else {
    input.value = known ?? '';
    input.prompt = vscode.l10n.t('A size, as in 128GiB.');
  }
  return new Promise((resolve) => {
    const finish = (answer?: string | typeof BACK): void => {
      resolve(answer);
      input.dispose();
    };
    input.onDidTriggerButton(() => finish(BACK));
    input.onDidHide(() => finish());
    input.onDidAccept(() => {
      if ('items' in input) return input.activeItems[0] && finish(input.activeItems[0].label);
      const read = readSize(input.value);
      if (!('error' in read) && read.value > 0n) return finish(input.value.trim());
      input.validationMessage =
        'error' in read
          ? vscode.l10n.t('“{0}” is not a size; write it as in 128GiB.', quoted(input.value))
          : vscode.l10n.t('A device has at least a byte.');
    });
    input.show();
  });
}
