import type { Value } from '../manifest/value.ts'
import { scalars as podScalars } from '../workload/object/types.ts'

/** A type of Kubernetes without parts. */
export type Scalar =
  | 'string'
  | 'boolean'
  | 'int32'
  | 'int64'
  | 'int-or-string'
  | 'double'
  | 'quantity'
  | 'time'
  | 'bytes'

/** What the API server takes for a scalar type. */
export interface ScalarType {
  /** With its article. */
  readonly want: string
  readonly accepts: (value: Value) => boolean
  /** What a text of it looks like; texts of other looks are refused when they are decoded. */
  readonly form?: { readonly pattern: RegExp; readonly want: string }
}

/** What the API server decodes into each Go type. */
export const schemaScalars: Readonly<Record<Scalar, ScalarType>> = {
  string: podScalars.string,
  boolean: podScalars.boolean,
  int32: podScalars.int32,
  int64: podScalars.int64,
  'int-or-string': podScalars['int-or-string'],
  double: { want: 'a number', accepts: value => typeof value === 'number' || typeof value === 'bigint' },
  // Go trims the blanks around it (`Quantity.UnmarshalJSON`, apimachinery/pkg/api/resource/quantity.go).
  quantity: {
    ...podScalars.quantity,
    form: {
      pattern: /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?\s*$/,
      want: 'a quantity, as in 500m or 2Gi',
    },
  },
  time: {
    ...podScalars.string,
    form: {
      pattern: /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)$/,
      want: 'a time, as in 2006-01-02T15:04:05Z',
    },
  },
  // encoding/base64 skips line breaks and nothing else.
  bytes: {
    ...podScalars.string,
    form: {
      pattern:
        /^[\r\n]*(?:(?:[A-Za-z0-9+/][\r\n]*){4})*(?:(?:[A-Za-z0-9+/][\r\n]*){2}=[\r\n]*=|(?:[A-Za-z0-9+/][\r\n]*){3}=)?[\r\n]*$/,
      want: 'base64',
    },
  },
}
