import {css, html, type TemplateResult} from 'lit';
import {customElement, property, query} from 'lit/decorators.js';

import {base} from '../look/base.js';
import {Screen} from './screen.js';

/** A question over the page. The browser keeps the keyboard inside it; Escape is no. Tells `closed` when it goes. */
@customElement('wa-ask')
export class Ask extends Screen {
  static override styles = [
    base,
    css`
      dialog {
        background: var(--raised);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        color: var(--text);
        inline-size: min(34rem, calc(100vw - 1.5rem));
        max-block-size: calc(100dvh - 2rem);
        overflow: auto;
        padding: 1.25rem;
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 0.5);
      }
    `,
  ];

  @property() heading = '';
  @query('dialog') private dialog!: HTMLDialogElement;

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  close(): void {
    this.dialog.close();
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="heading" @close=${() => this.dispatchEvent(new CustomEvent('closed'))}>
      <h2 id="heading">${this.heading}</h2>
      <slot></slot>
    </dialog>`;
  }
}
