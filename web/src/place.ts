import type {Place} from './app.js';

/** What is shown, as the part of an address behind "#". */
export function address_of(place: Place): string {
  switch (place.screen) {
    case 'inbox':
      return `#inbox${place.id ? `/${place.id}` : ''}${place.id && place.message ? `/${place.message}` : ''}`;
    case 'number':
      return `#numbers/${place.id}`;
    case 'connect':
      return place.operation ? `#connect/${place.operation}` : '#connect';
    case 'guide':
      return `#guide/${place.provider}`;
    case 'diagnose':
      return `#diagnose${place.operation ? `/operation/${place.operation}` : place.account ? `/number/${place.account}` : ''}`;
    default:
      return `#${place.screen}`;
  }
}

/** The inverse; an address that says nothing known is the inbox. `?operation=` is how a dialog in this tab comes back. */
export function place_of(address: {hash: string; search: string}): Place {
  const back = new URLSearchParams(address.search).get('operation');
  if (back && !address.hash.startsWith('#connect/')) return {screen: 'connect', operation: back};
  const [screen, id, of] = address.hash.slice(1).split('/');
  switch (screen) {
    case 'numbers':
      return id ? {screen: 'number', id} : {screen: 'numbers'};
    case 'connect':
      return {screen: 'connect', operation: id};
    case 'guide':
      return {screen, provider: id === 'meta' || id === 'meow' ? id : 'coex'};
    case 'diagnose':
      return id === 'operation' ? {screen, operation: of} : id === 'number' ? {screen, account: of} : {screen};
    case 'links':
    case 'phone':
    case 'replies':
    case 'admin':
      return {screen};
    default:
      return {screen: 'inbox', id, message: of};
  }
}
