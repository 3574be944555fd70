import { Site } from '../site';

/** The site of one of several parts of an operator, with attributes and a cache of its own. */
export function part(site: Site, name: string, attributes: Site['node']['attributes'] = new Map()): Site {
  const node = site.once(name, () => ({ ...site.node, attributes, packs: new Map<string, unknown>() }));
  return new Site(node, site.plan, site.graph);
}
