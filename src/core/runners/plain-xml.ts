import { XMLParser, XMLValidator } from 'fast-xml-parser';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  // Its own would be built all the same, and could not be passed on with the bundle.
  entityDecoder: {
    setExternalEntities() {},
    addInputEntities() {},
    reset() {},
    setXmlVersion() {},
    decode: (text: string) => text,
  },
  trimValues: false,
  ignoreDeclaration: true,
  // A list also where there is one: a second root must not pass for the first one's neighbour.
  isArray: (name, _path, _isLeaf, isAttribute) => !isAttribute && !name.startsWith('#'),
});

/** Undefined for what is not XML with one root, and for XML with declarations of its own. Every element is a list. */
export function parseXml(text: string): unknown {
  try {
    if (text.includes('<!DOCTYPE') || text.includes('<!ENTITY')) return undefined;
    if (XMLValidator.validate(text) !== true) return undefined;
    return parser.parse(text);
  } catch {
    return undefined;
  }
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The five entities that XML always has, and characters by number. */
export function decodeEntities(text: string): string {
  return text.replaceAll(
    /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\da-fA-F]{1,6}));/g,
    (whole, name, decimal, hex) => {
      if (name !== undefined) return entities[name] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
