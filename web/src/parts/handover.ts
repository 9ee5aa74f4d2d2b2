import {html, nothing, type TemplateResult} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';

import type {Action, Conversation, Problem} from '../api/types.js';
import {problem_of} from '../app.js';
import {Screen} from './screen.js';

/** Whether automation is silent in a conversation, and the one click that changes it. Tells `done`. */
@customElement('wa-handover')
export class Handover extends Screen {
  @property({attribute: false}) conversation!: Conversation;
  @property({attribute: false}) actions: Action[] = [];
  @state() private busy = false;
  @state() private problem: Problem | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const {handover, account, tenant} = this.conversation;
    const held = handover?.held ?? false;
    const action = this.actions.find((one) => one.id === (held ? 'release_conversation' : 'hold_conversation'));
    if (!action?.enabled || !account) return nothing;
    const until = handover?.until ? this.app.format.short(handover.until, this.app.zone(tenant)) : '';
    return html`<span class="row">
        ${held ? html`<span class="small muted">${this.app.t('handover.held', {until})}</span>` : nothing}
        <button class="plain" ?disabled=${this.busy} title=${action.description} @click=${() => void this.act(account, action)}>${action.title}</button>
      </span>${this.refusal(this.problem)}`;
  }

  private async act(account: string, action: Action): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      await this.app.client.act(`/v1/accounts/${account}/actions/${action.id}`, {conversation: this.conversation.id});
      this.dispatchEvent(new CustomEvent('done'));
    } catch (error) {
      this.problem = problem_of(error);
    } finally {
      this.busy = false;
    }
  }
}
