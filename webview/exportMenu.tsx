/** The export menu: what, in which colours, and where to. Escape closes it; the focus goes back to where it was. */
import { Component, type JSX } from 'preact';
import { FORMATS, type ExportFormat, type ExportMessage } from '../src/protocol/export';
import { Button } from './button';
import { pictureSvg, type Seen } from './exports';
import { THEMES, type Theme } from './palette';
import { copyPng, pngText } from './png';
import { focusOf } from './view';

interface Props {
  readonly seen: Seen;
  /** The text has gone on, and cannot be read: the picture is an old one. */
  readonly outrun: boolean;
  readonly send: (message: ExportMessage) => void;
  /** Says what came of it. */
  readonly say: (text: string) => void;
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
    const { seen, send, say, close } = this.props;
    const { model, view } = seen;
    const { format, theme } = this.state;
    const pgmap = focusOf(model, view)?.device.index ?? null;
    try {
      const svg = isPicture(format) ? pictureSvg(seen, theme) : '';
      if (format === 'png' && to === 'clipboard') {
        await copyPng(svg);
        say('Copied as PNG.');
      } else {
        const data = format === 'png' ? await pngText(svg) : svg;
        send({ type: 'export', format, to, version: model.version, pgmap, data });
      }
      close();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      say(
        `The ${format.toUpperCase()} could not be ${to === 'file' ? 'made' : 'copied: save it instead'}. ${why}`,
      );
    }
  }

  override render({ close, outrun }: Props, { format, theme }: Chosen): JSX.Element {
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
        {outrun && <p>This picture is of an earlier text: it can be exported once the text can be read.</p>}
        <Button label="Save to a file" disabled={outrun} run={() => void this.#export('file')}>
          Save…
        </Button>
        <Button label="Copy to the clipboard" disabled={outrun} run={() => void this.#export('clipboard')}>
          Copy
        </Button>
        <Button label="Close (Escape)" run={close}>
          Close
        </Button>
      </section>
    );
  }
}
