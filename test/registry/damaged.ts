/** What is told of an image whose parts are not what they say. */
export function damaged(found: string): string {
  return `${found}; get a sound copy of the image, or say under \`images\` in the policy what it is`
}
