/**
 * Stands in the bundle for `@nodable/entities`, which carries no licence text and so can't be passed on. The XML parser
 * that imports it is given a decoder of its own, and needs of it no more than these names.
 */
export const XML = {};
export const COMMON_HTML = {};
export const CURRENCY = {};
export const ENTITY_ACTION = {};

export class EntityDecoder {
  constructor() {
    throw new Error('this build decodes no XML entities: give the parser an entityDecoder');
  }
}
