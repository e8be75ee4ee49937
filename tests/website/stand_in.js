// In the place of python.js: the same messages, and no Python. What a cell holds says what it does.
let ready
const wait = seconds => new Promise(done => setTimeout(done, seconds * 1000))
const say = (kind, more = {}) => postMessage({kind, ...more})
const text = string => string.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

async function start({base}) {
  say('loading', {loaded: 5_000_000})
  if (base.includes('nowhere')) throw new Error('no such place')
  await wait(base.includes('slow') ? 2 : 0.05)
  say('ready')
}

self.onmessage = async ({data}) => {
  if (data.base) ready = start(data)
  try { await ready } catch (error) { return say('failed', {text: error.message}) }
  if (data.source === undefined) return
  const {source, before, kept} = data
  if (source.includes('broken')) return say('failed', {text: 'out of order'})
  say('running')
  if (source.includes('endless')) while (true) { /* only terminate() ends this */ }
  for (const [, what] of source.matchAll(/print (.*)/g)) say('print', {text: what})
  const html = source.includes('nothing') ? '' : `<p><b>shown</b></p><pre class="source">${text(source)}</pre><pre class="above">${text(before.join('\n----\n'))}</pre>`
  say('shown', {html, kept: kept + '+'})
}
