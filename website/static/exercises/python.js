// Python in a module worker (newer versions of Pyodide refuse others). In comes a cell, out comes what it shows.
// The first message tells where Pyodide, the course's wheel and cell.py are. From a folder nothing can be fetched
// that lies there: then wheel and cell come as what they hold.

const LONG = 20_000  // characters that a cell may print
let python, printed
const say = (kind, more = {}) => postMessage({kind, ...more})

// Tell how many bytes have come, of everything that is fetched.
const download = self.fetch
let loaded = 0
self.fetch = async (...what) => {
  const answer = await download(...what)
  const counted = new TransformStream({transform(chunk, out) { say('loading', {loaded: loaded += chunk.length}); out.enqueue(chunk) }})
  return answer.body ? new Response(answer.body.pipeThrough(counted), answer) : answer
}

async function start({base, lock, wheel, cell, offline}) {
  const here = address => offline ? null : fetch(address).then(answer => answer.ok ? answer : Promise.reject(new Error(`${address}: ${answer.status}`)))
  const bytes = here(wheel)?.then(answer => answer.arrayBuffer()) ?? Uint8Array.from(atob(wheel), c => c.charCodeAt(0))
  const text = here(cell)?.then(answer => answer.text()) ?? cell
  const {loadPyodide} = await import(base + 'pyodide.mjs')
  const py = await loadPyodide({indexURL: base, packageBaseUrl: base, lockFileContents: lock, packages: ['numpy']})
  py.unpackArchive(await bytes, 'wheel')
  py.setStdout({batched: print})
  py.setStderr({batched: print})
  py.runPython(await text)
  say('ready')
  return py.globals.get('run')
}

function print(text) {
  if (printed < LONG) say('print', {text: text.slice(0, LONG - printed)})
  else if (printed < Infinity) say('print', {text: '… (what else it printed is not shown)'})
  printed = printed < LONG ? printed + text.length + 1 : Infinity
}

self.onmessage = async ({data}) => {
  try {
    if (data.base) python = start(data)
    const run = await python
    if (data.source === undefined) return
    say('running')
    printed = 0
    const [html, kept] = JSON.parse(run(data.source, data.before, data.kept))
    say('shown', {html, kept})
  } catch (error) { say('failed', {text: String(error.message ?? error).trim().split('\n').at(-1)}) }
}
