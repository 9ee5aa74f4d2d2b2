import {css, html, type TemplateResult} from 'lit';
import {customElement} from 'lit/decorators.js';

import type {Key} from '../text/catalogue.js';
import {base} from '../look/base.js';
import {Screen} from './screen.js';

const android: Key[] = ['steps.open', 'steps.android_settings', 'steps.account', 'steps.partner', 'steps.confirm'];
const iphone: Key[] = ['steps.open', 'steps.iphone_settings', 'steps.account', 'steps.partner', 'steps.confirm'];

/** How the owner ends coexistence on the phone. */
@customElement('wa-phone-steps')
export class PhoneSteps extends Screen {
  static override styles = [
    base,
    css`
      .both {
        display: grid;
        gap: 0 2rem;
        grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr));
      }
    `,
  ];

  protected override render(): TemplateResult {
    const steps = (title: Key, keys: Key[]): TemplateResult =>
      html`<div><h3>${this.app.t(title)}</h3><ol>${keys.map((key) => html`<li>${this.app.t(key)}</li>`)}</ol></div>`;
    return html`<div class="both">${steps('steps.android', android)}${steps('steps.iphone', iphone)}</div>`;
  }
}
