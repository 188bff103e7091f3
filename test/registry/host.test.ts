import * as assert from 'uvu/assert'
import { isHost, isLoopback, isMetadataAddress, isPrivateAddress } from '../../src/registry/http/host.ts'
import { table } from '../table.ts'

/** RFC 6890 and RFC 6598, with the addresses at the edges of each block. */
const addresses: Readonly<Record<string, boolean>> = {
  '0.0.0.0': true,
  '9.255.255.255': false,
  '10.0.0.1': true,
  '11.0.0.0': false,
  '100.63.255.255': false,
  '100.64.0.0': true,
  '100.127.255.255': true,
  '100.128.0.0': false,
  '127.0.0.1': true,
  '169.254.169.254': true,
  '172.15.0.1': false,
  '172.16.0.1': true,
  '172.31.255.255': true,
  '172.32.0.1': false,
  '192.168.1.1': true,
  '192.169.0.1': false,
  '8.8.8.8': false,
  '::': true,
  '::1': true,
  '::ffff:10.0.0.1': true,
  '::ffff:8.8.8.8': false,
  '::ffff:7f00:1': true,
  '::7f00:1': true,
  '0:0:0:0:0:0:0:1': true,
  '64:ff9b::a00:1': true,
  '2002:a00:1::': true,
  'fec0::1': true,
  'ff02::1': true,
  '192.0.0.8': true,
  '198.18.0.1': true,
  '198.20.0.1': false,
  '224.0.0.1': true,
  '255.255.255.255': true,
  '2606:4700::1111': false,
  'fd00::1': true,
  'fc00::1': true,
  'fe80::1': true,
  '2001:db8::1': false,
}

table('an address of a private network', addresses, (want, address) => {
  assert.is(isPrivateAddress(address), want)
})

/** What the clouds' manuals name, in every form of an address, with the edges of each block. */
const metadata: Readonly<Record<string, boolean>> = {
  '169.254.169.254': true,
  '169.254.0.0': true,
  '169.254.255.255': true,
  '169.253.255.255': false,
  '169.255.0.0': false,
  '100.100.100.200': true,
  '100.100.100.201': false,
  '168.63.129.16': true,
  '192.0.0.192': true,
  '10.0.0.1': false,
  '127.0.0.1': false,
  'fe80::1': true,
  'fe80::1%eth0': true,
  'febf::1': true,
  'fec0::1': false,
  'fd00:ec2::254': true,
  'fd20:ce::254': true,
  'fd00::1': false,
  '::1': false,
  '::ffff:169.254.169.254': true,
  '::ffff:a9fe:a9fe': true,
  '0:0:0:0:0:ffff:a9fe:a9fe': true,
  '::ffff:100.100.100.200': true,
  '::ffff:10.0.0.1': false,
  '::a9fe:a9fe': true,
  '64:ff9b::a9fe:a9fe': true,
  '64:ff9b::a00:1': false,
  '2002:a9fe:a9fe::': true,
  '2002:a00:1::': false,
  'registry.example.com': false,
}

table('an address where clouds keep credentials', metadata, (want, address) => {
  assert.is(isMetadataAddress(address), want)
})

const hosts: Readonly<Record<string, boolean>> = {
  localhost: true,
  'localhost:5000': true,
  '127.0.0.1:5000': true,
  '127.9.9.9': true,
  '[::1]:5000': true,
  'localhost.example.com': false,
  '127.0.0.1.example.com': false,
  'registry.example.com': false,
}

table('this very machine', hosts, (want, host) => {
  assert.is(isLoopback(host), want)
})

/** What may stand before `/v2/` in a URL, and what references and options may hold all the same. */
const askable: Readonly<Record<string, boolean>> = {
  'registry.example.com': true,
  'registry.example.com:5000': true,
  reg_1: true,
  localhost: true,
  '10.0.0.1:80': true,
  '[::1]:5000': true,
  '': false,
  '-': false,
  '..': false,
  'a/b': false,
  'user@a': false,
  'http://a': false,
  '1.2.3.4.5': false,
  '999.1.1.1': false,
  'a:99999': false,
  'a:': false,
  '[::g]': false,
}

table('a host that can be asked:', askable, (want, text) => assert.is(isHost(text), want))
