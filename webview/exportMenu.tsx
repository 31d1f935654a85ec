/** The export menu: what, in which colours, and where to. Escape closes it; the focus goes back to where it was. */
import { Component, type JSX } from 'preact';
import { FORMATS, type ExportFormat, type ExportMessage } from '../src/protocolExport';
import { Button } from './button';
import { pictureSvg, pngOf } from './exports';
import type { Model } from './model';
import { THEMES, type Theme } from './palette';
import { focusOf, type View } from './view';

interface Props {
  readonly model: Model;
  readonly view: View;
  readonly width: number;
  readonly send: (message: ExportMessage) => void;
  readonly close: () => void;
}

interface Chosen {
  readonly format: ExportFormat;
  readonly theme: Theme | 'present';
}

const NAMES: Readonly<Record<ExportFormat, string>> = {
  svg: 'SVG picture, with the config in it',
  png: 'PNG picture',
  csv: 'CSV',
  markdown: 'Markdown report',
  json: 'JSON layout',
  text: 'Plain-text diagram, at most 78 columns',
};
const isPicture = (format: ExportFormat): boolean => format === 'svg' || format === 'png';

export class ExportMenu extends Component<Props, Chosen> {
  override state: Chosen = { format: 'svg', theme: 'present' };
  #box: HTMLElement | null = null;
  #before: Element | null = null;

  override componentDidMount(): void {
    this.#before = document.activeElement;
    this.#box?.querySelector('select')?.focus();
  }

  override componentWillUnmount(): void {
    if (this.#before instanceof HTMLElement) this.#before.focus();
  }

  async #export(to: ExportMessage['to']): Promise<void> {
    const { model, view, width, send, close } = this.props;
    const { format, theme } = this.state;
    const svg = isPicture(format) ? pictureSvg(model, view, width, theme) : '';
    const data = format === 'png' ? await pngOf(svg) : svg;
    send({ type: 'export', format, to, pgmap: focusOf(model, view)?.device.index ?? null, data });
    close();
  }

  override render({ close }: Props, { format, theme }: Chosen): JSX.Element {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      close();
    };
    return (
      <section
        class="export-menu"
        role="dialog"
        aria-label="Export what is seen"
        onKeyDown={onKey}
        ref={(box) => {
          this.#box = box;
        }}
      >
        <label>
          <span>Export as</span>
          <select
            value={format}
            onChange={(e) => this.setState({ format: e.currentTarget.value as ExportFormat })}
          >
            {FORMATS.map((f) => (
              <option key={f} value={f}>
                {NAMES[f]}
              </option>
            ))}
          </select>
        </label>
        {isPicture(format) && (
          <label>
            <span>in the colours</span>
            <select
              value={theme}
              onChange={(e) => this.setState({ theme: e.currentTarget.value as Chosen['theme'] })}
            >
              <option value="present">as seen</option>
              {THEMES.map((t) => (
                <option key={t} value={t}>
                  {t}
                </option>
              ))}
            </select>
          </label>
        )}
        <Button label="Save to a file" run={() => void this.#export('file')}>
          Save…
        </Button>
        <Button
          label="Copy to the clipboard"
          disabled={format === 'png'}
          run={() => void this.#export('clipboard')}
        >
          Copy
        </Button>
        <Button label="Close (Escape)" run={close}>
          Close
        </Button>
      </section>
    );
  }
}
