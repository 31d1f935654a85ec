/** What falls on the diagram becomes a document in the first column, or a sentence that says why not. */
import * as vscode from 'vscode';
import { machine } from './machineChunk';
import type { DroppedMessage } from '../protocol/drop';

export const dropped = async (message: DroppedMessage): Promise<vscode.TextDocument | string> =>
  (await machine()).openDropped(message, vscode.ViewColumn.One);
