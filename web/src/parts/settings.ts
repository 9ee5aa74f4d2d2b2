import {css, html, nothing, type TemplateResult} from 'lit';
import {customElement, state} from 'lit/decorators.js';

import type {Problem} from '../api/types.js';
import {problem_of} from '../app.js';
import {base} from '../look/base.js';
import {Screen} from './screen.js';

interface Loaded {
  settings_hash: string;
  tenants: Record<string, object>;
  summary?: string[];
}

/** A setting's path and value as the configuration would write them. */
function lines_of(settings: object, before = ''): [string, string][] {
  return Object.entries(settings).flatMap(([key, value]): [string, string][] =>
    value !== null && typeof value === 'object' && !Array.isArray(value) ? lines_of(value as object, `${before}${key}.`) : [[before + key, JSON.stringify(value)]],
  );
}

/** What is configured, as the running program has loaded it; of secrets only where they are kept. */
@customElement('wa-settings')
export class SettingsPart extends Screen {
  static override styles = [
    base,
    css`
      code {
        overflow-wrap: anywhere;
      }
      th {
        font-weight: 400;
      }
    `,
  ];

  @state() private loaded: Loaded | undefined;
  @state() private problem: Problem | undefined;

  private async load(): Promise<void> {
    try {
      this.loaded = await this.app.client.get<Loaded>('/admin/settings');
      this.problem = undefined;
    } catch (error) {
      this.problem = problem_of(error);
    }
  }

  protected override render(): TemplateResult {
    const t = this.app.t;
    const of = (tenant: string, settings: object): TemplateResult => html`<h3>${this.app.tenant(tenant)}</h3>
      <div class="scroll-x" tabindex="0" role="region" aria-label=${this.app.tenant(tenant)}>
        <table><tbody>${lines_of(settings).map(([key, value]) => html`<tr><th scope="row"><code>${key}</code></th><td><code>${value}</code></td></tr>`)}</tbody></table>
      </div>`;
    return html`<section class="card">
      <h2>${t('settings.title')}</h2>
      <p class="muted">${t('settings.words')}</p>
      <details @toggle=${(event: Event) => ((event.target as HTMLDetailsElement).open ? void this.load() : undefined)}>
        <summary>${t('settings.show')}</summary>
        ${this.refusal(this.problem)}
        ${this.loaded
          ? html`${this.loaded.summary ? html`<ul lang="en">${this.loaded.summary.map((line) => html`<li><code>${line}</code></li>`)}</ul>` : nothing}
              ${Object.entries(this.loaded.tenants).map(([tenant, settings]) => of(tenant, settings))}`
          : this.problem ? nothing : this.waiting()}
      </details>
    </section>`;
  }
}
