import * as assert from 'uvu/assert'
import { plainWork } from '../../src/harden/evidence/plain-work.ts'
import { table } from '../table.ts'

/** `reads < writes >`, by their paths; undefined where a word is not known. */
function filesOf(line: string): string | undefined {
  const work = plainWork(line.split(' '), {})
  return work && `${work.reads.join(' ')} > ${work.writes.join(' ')}`.trim()
}

table<readonly [line: string, want: string | undefined]>(
  'what a program reads and writes, by its words',
  Object.fromEntries(
    [
      ['wget -q -S -c -4 -6 --quiet --no-check-certificate --continue --server-response http://web', '> ./'],
      ['wget -nv --no-verbose --retry-connrefused --no-cache --no-hsts http://web', '> ./'],
      [
        'wget -T 1 -t 2 -U me -Y off --timeout=1 --tries 2 --header a:b --user-agent me --post-data a http://web',
        '> ./',
      ],
      ['wget --waitretry=1 --connect-timeout=1 --read-timeout=1 --dns-timeout=1 --wait=1 --method=GET web', '> ./'],
      ['wget -qO- http://web', '>'],
      ['wget -qOpage http://web', '> page'],
      ['wget --output-document=page http://web', '> page'],
      ['wget -P pages http://web', '> pages/'],
      ['wget --directory-prefix pages http://web', '> pages/'],
      ['wget -o log --spider http://web', '> log'],
      ['wget --output-file=log http://web', '> log ./'],
      ['wget -i list', undefined],
      ['wget --post-file=list http://web', undefined],
      ['curl http://web', '>'],
      ['curl -s -S -f -L -k -I -i -v -g -G -4 -6 --silent --show-error --fail --location --insecure http://web', '>'],
      ['curl --head --include --verbose --retry-connrefused --fail-with-body --compressed http://web', '>'],
      ['curl --retry-all-errors --no-progress-meter http://web', '>'],
      ['curl -X GET -H a:b -m 1 -u a:b -A me -e web -w x -x proxy --request GET --header a:b --max-time 1 web', '>'],
      [
        'curl --user a:b --connect-timeout 1 --retry 1 --retry-delay 1 --retry-max-time 1 --write-out x --resolve a web',
        '>',
      ],
      ['curl -fsSLo page http://web', '> page'],
      ['curl --output page http://web', '> page'],
      ['curl -O http://web/a', '> ./'],
      ['curl -J --remote-name --remote-header-name --output-dir pages http://web/a', '> pages/'],
      ['curl -d @list http://web', undefined],
      ['curl -T list http://web', undefined],
      ['curl --config list', undefined],
      ['nc -z -v -n -u -4 -6 -w 1 -i 1 web 80', '>'],
      ['nc -zvv web 80', '>'],
      ['nc -l 80', undefined],
      ['nslookup web', '>'],
      ['pg_isready -q --quiet -d a -h b -p 1 -t 1 -U c', '>'],
      ['pg_isready --dbname a --host b --port 1 --timeout 1 --username c', '>'],
      ['tar xzf a.tar', 'a.tar > ./'],
      ['tar -x -z -j -J -v -o --strip-components=1 -f a.tar -C /tmp', 'a.tar > /tmp/'],
      ['tar czf a.tar .', undefined],
      ['cp -r -R -f -v -L -n a b c', 'a b > c'],
      ['cp -a a b', undefined],
      ['cat a b', 'a b >'],
      ['tail -f -F -q -v -n 1 -c 1 a', 'a >'],
      ['touch -c a', '> a'],
      ['tee -a a', '> a'],
      ['/bin/wget http://web', '> ./'],
      ['bin/wget http://web', undefined],
      ['mkdir -p a', '> a'],
      ['chmod 0700 a', undefined],
      ['sudo wget http://web', undefined],
    ].map(([line = '', want]) => [line, [line, want]] as const),
  ),
  ([line, want]) => assert.is(filesOf(line), want),
)
