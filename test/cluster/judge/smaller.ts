import type { ValueMap } from '../../../src/manifest/value.ts'
import type { Case, CaseContainer } from './case.ts'

/** A case without one of its parts, in every way there is. What is left is still a pod. */
function smallerCases(one: Case): readonly Case[] {
  return [
    ...without(one.containers)
      .filter(isPod)
      .map(containers => ({ ...one, containers })),
    ...one.volumes.map(({ name }) => withoutVolume(one, name)),
    ...fewerFields(one.context).map(context => ({ ...one, context })),
    ...one.containers.flatMap((container, index) =>
      smallerContainers(container).map(smaller => ({
        ...one,
        containers: one.containers.with(index, smaller),
      })),
    ),
  ].filter(({ volumes, containers }) => volumes.length > 0 && containers.every(({ mounts }) => mounts.length > 0))
}

function isPod(containers: readonly CaseContainer[]): boolean {
  return containers.some(({ role }) => role === 'main')
}

function withoutVolume(one: Case, name: string): Case {
  return {
    ...one,
    volumes: one.volumes.filter(volume => volume.name !== name),
    containers: one.containers.map(container => ({
      ...container,
      mounts: container.mounts.filter(mount => mount.name !== name),
    })),
  }
}

function smallerContainers(container: CaseContainer): readonly CaseContainer[] {
  return [
    ...fewerFields(container.context).map(context => ({ ...container, context })),
    ...without(container.mounts).map(mounts => ({ ...container, mounts })),
    ...container.mounts.flatMap((mount, index) =>
      fewerFields(mount.fields).map(fields => ({
        ...container,
        mounts: container.mounts.with(index, { ...mount, fields }),
      })),
    ),
  ]
}

function without<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return items.map((_, index) => items.filter((__, other) => other !== index))
}

function fewerFields(map: ValueMap): readonly ValueMap[] {
  return Object.keys(map).map(name => Object.fromEntries(Object.entries(map).filter(([other]) => other !== name)))
}

/** Take parts away while `persists` says that the fault is still there. It is asked about all ways at once. */
export async function smallest(
  one: Case,
  persists: (cases: readonly Case[]) => Promise<readonly boolean[]>,
  rounds = 12,
): Promise<Case> {
  if (rounds === 0) return one
  const candidates = smallerCases(one)
  const still = await persists(candidates)
  const next = candidates.find((_, index) => still[index] === true)
  return next === undefined ? one : smallest(next, persists, rounds - 1)
}
