/** The largest uid or gid that Kubernetes accepts (`IsValidUserID`, `IsValidGroupID`: apimachinery/pkg/util/validation). */
export const largestId = 2_147_483_647
