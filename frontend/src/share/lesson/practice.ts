import type { Handle } from '../../mount';
import type { Source } from '../../sources/source';

/** Has the links of a lesson to trainings begin them on its page. */
export function practise(article: HTMLElement, source: Source, page: Promise<Pick<Handle, 'train'>>): void {
  article.addEventListener('click', (event) => {
    const link = (event.target as Element).closest('a[href^="#train="]')?.getAttribute('href')?.slice(1);
    if (!link) return;
    event.preventDefault();
    page.then(
      ({ train }) => train(import('../exercise').then(({ exercise }) => exercise(source, link))),
      // the page says why it could not be opened
      () => undefined,
    );
  });
}
