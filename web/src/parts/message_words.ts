import type {Conversation, Media, Message, Person} from '../api/types.js';
import type {App} from '../app.js';
import {without_cards} from '../text/format.js';

/** "@lena": with one at sign, however it was told. */
export function username_of(person: Person | undefined): string | undefined {
  return person?.username ? `@${person.username.replace(/^@/, '')}` : undefined;
}

/** What a guest is called: a name, else the number, else the username; a guest may have no number at all. */
export function name_of(app: App, person: Person | undefined): string {
  return person?.name ?? person?.phone ?? username_of(person) ?? app.t('inbox.nameless');
}

/** What stands for a message that has no text of its own. */
export function stand_in(app: App, message: {type?: string; placeholder?: boolean; revoked?: boolean}): string {
  if (message.revoked) return app.t('message.revoked');
  const kind = message.type ?? '';
  if (message.placeholder) return app.texts.find(`message.placeholder_${kind}`) ?? app.t('message.placeholder');
  return app.texts.find(`message.kind_${kind}`) ?? app.t('message.kind_other');
}

/** The newest message in one line. */
export function preview_of(app: App, conversation: Conversation): string {
  const last = conversation.last_message;
  if (!last) return '';
  const words = last.text && !last.revoked ? without_cards(last.text) : stand_in(app, last);
  return last.direction === 'in' ? words : app.t('inbox.ours', {words});
}

/** Who wrote it. */
export function origin_words(app: App, message: Message): string {
  return app.texts.find(`origin.${message.origin}`) ?? message.origin;
}

/** Why a file is not here, in the reader's language; the plugin's own sentence where the catalogue has none. */
export function missing_words(app: App, media: Media): string {
  return app.texts.find(`media.${media.state ?? 'waiting'}`) ?? media.reason ?? app.t('media.waiting');
}
