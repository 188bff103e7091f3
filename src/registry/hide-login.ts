/**
 * What somebody took for a reference or a host may be a URL with a login in it: `https://me:secret@r.example/a` is shown as
 * `https://…@r.example/a`. The `@` of a digest hides nothing.
 */
export function hideLogin(text: string): string {
  return text.replace(/^(\w+:\/\/)?.*@(?!sha(?:256|512):)/s, '$1…@')
}
