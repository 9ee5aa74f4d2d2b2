import {css, html, LitElement, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import {repeat} from 'lit/directives/repeat.js';

const spare = 6;

/**
 * A list of rows of one height that holds only those in the document which are seen: two thousand numbers cost as much
 * as twenty. It scrolls by itself; `near-end` is told when its last rows come into sight.
 */
@customElement('wa-list')
export class List extends LitElement {
  @property({attribute: false}) items: readonly unknown[] = [];
  @property({attribute: false}) key_of: (item: never) => string = String;
  @property({attribute: false}) row: (item: never) => TemplateResult = () => html``;
  @property({type: Number, attribute: 'row-height'}) row_height = 72;
  @property() label = '';
  @state() private first = 0;
  @state() private shown = 30;
  private told = -1;
  private readonly size = new ResizeObserver(() => this.measure());

  /** Rows are made by the screen that owns the list, with its styles: they stand in its tree. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('scroll', this.measure, {passive: true});
    this.size.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('scroll', this.measure);
    this.size.disconnect();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('items')) this.measure();
  }

  private readonly measure = (): void => {
    this.first = Math.max(0, Math.floor(this.scrollTop / this.row_height) - spare);
    this.shown = Math.ceil(this.clientHeight / this.row_height) + 2 * spare;
    const last = this.first + this.shown >= this.items.length;
    if (last && this.told !== this.items.length && this.clientHeight > 0) {
      this.told = this.items.length;
      this.dispatchEvent(new CustomEvent('near-end'));
    }
  };

  protected override render(): TemplateResult {
    const seen = this.items.slice(this.first, this.first + this.shown);
    return html`<div class="all" role="list" aria-label=${this.label || nothing} .style=${`block-size:${this.items.length * this.row_height}px`}>
      ${repeat(
        seen,
        (item) => this.key_of(item as never),
        (item, at) => html`<div class="item" role="listitem" aria-setsize=${this.items.length} aria-posinset=${this.first + at + 1}
          .style=${`block-size:${this.row_height}px;inset-block-start:${(this.first + at) * this.row_height}px`}>${this.row(item as never)}</div>`,
      )}
    </div>`;
  }
}

/** For the styles of whoever owns a list. */
export const list_style = css`
  wa-list {
    display: block;
    min-block-size: 0;
    overflow-y: auto;
  }
  wa-list .all {
    position: relative;
  }
  wa-list .item {
    inset-inline: 0;
    position: absolute;
  }
`;
