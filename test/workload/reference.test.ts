import * as assert from 'uvu/assert'
import { normaliseReference, parseReference, referencePattern } from '../../src/workload/image/reference.ts'
import { table } from '../table.ts'

const sha = `sha256:${'a'.repeat(64)}`

table(
  'normaliseReference',
  {
    'a bare name': { reference: 'nginx', want: 'docker.io/library/nginx' },
    'a tag': { reference: 'nginx:1.27', want: 'docker.io/library/nginx:1.27' },
    'a user’s image': { reference: 'grafana/grafana:12', want: 'docker.io/grafana/grafana:12' },
    'docker.io spelled out': { reference: 'docker.io/nginx', want: 'docker.io/library/nginx' },
    'the old name of docker.io': { reference: 'index.docker.io/library/nginx', want: 'docker.io/library/nginx' },
    'a registry': { reference: 'quay.io/a/b', want: 'quay.io/a/b' },
    'a registry with one component': { reference: 'quay.io/a', want: 'quay.io/a' },
    'a port': { reference: 'localhost:5000/a:1', want: 'localhost:5000/a:1' },
    localhost: { reference: 'localhost/a', want: 'localhost/a' },
    'localhost without a slash is a name': { reference: 'localhost', want: 'docker.io/library/localhost' },
    'a host and port without a slash is a name and tag': {
      reference: 'host:5000',
      want: 'docker.io/library/host:5000',
    },
    'upper case makes a registry': { reference: 'Host/a', want: 'Host/a' },
    'a digest takes no tag': { reference: `nginx@${sha}`, want: `docker.io/library/nginx@${sha}` },
    'a tag and a digest': { reference: `nginx:1@${sha}`, want: `docker.io/library/nginx:1@${sha}` },
    'a port, a tag and a digest': { reference: `h:5000/a:1@${sha}`, want: `h:5000/a:1@${sha}` },
    separators: { reference: 'a.b/c__d/e--f/g.h', want: 'a.b/c__d/e--f/g.h' },
    'an IPv6 registry': { reference: '[::1]:5000/a', want: '[::1]:5000/a' },
  },
  ({ reference, want }) => {
    assert.is(normaliseReference(reference), want)
    assert.match(reference, new RegExp(referencePattern))
  },
)

const refused = {
  nothing: '',
  'upper case in the path': 'quay.io/A/b',
  'upper case alone': 'Nginx',
  'an image id': 'a'.repeat(64),
  'a scheme': 'https://quay.io/a',
  'three underscores': 'a___b',
  'a component that ends in a dash': 'a-/b',
  'an empty component': 'a//b',
  'a leading slash': '/a',
  'a tag that begins with a dash': 'a:-b',
  'an empty tag': 'a:',
  'a tag of 129 characters': `a:${'b'.repeat(129)}`,
  'a short digest': 'a@sha256:abc',
  'a digest in upper case': `a@sha256:${'A'.repeat(64)}`,
  'an empty digest': 'a@',
  'a blank': 'a b',
  'a template that was not rendered': '{{ .Values.image }}',
}
/** What no pattern tells from a name. */
const onlyParsed = new Set(['a'.repeat(64), `a@sha256:${'A'.repeat(64)}`])
table('parseReference refuses', refused, reference => {
  assert.is(parseReference(reference), undefined)
  assert.is(normaliseReference(reference), reference)
  assert.is(new RegExp(referencePattern).test(reference), onlyParsed.has(reference))
})
