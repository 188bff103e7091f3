/**
 * The number of the shape of what a run leaves for later ones: records and plans. Whoever changes what they hold raises
 * it. What has another number counts as absent: the version does not tell, since builds on the way to one share it.
 */
export const folderFormat = 2
