/** A page with no picture on it. */
import type { ComponentChildren, JSX } from 'preact';

export const Empty = ({ title, children }: { title: string; children?: ComponentChildren }): JSX.Element => (
  <section class="empty">
    <h1>{title}</h1>
    {children}
  </section>
);
