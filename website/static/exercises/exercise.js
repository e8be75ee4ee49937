// <bp-exercise>: a cell of a lesson to write in and to check, in the page.
//
//   <bp-exercise lesson="03_linear_layer" name="linear_backward" press="Check" seconds="20" hint="exercises.…hint()">
//     <pre>the cell</pre> <div class="bp-verdict">what it shows</div>
//   </bp-exercise>
//
// Without JavaScript the cell stays as it is. Code and progress stay in this browser; Python runs in python.js, with the
// code of the cells above, which is in 03_linear_layer.js: BP.lessons[lesson] = [code, or {name, code} of an exercise].
// BP, which the build writes, says where things are, seen from this script: base (of Pyodide), wheel, cell; and what
// Pyodide is told of NumPy (lock), and how many bytes come until it is ready. site.js comes first.

(() => {
  const at = address => new URL(address, HERE).href
  const HERE = document.currentScript.src
  const IN_FOLDER = location.protocol === 'file:'
  const KEPT = 'Your code is kept.'

  const {make, store} = backprop
  BP.lessons = {}
  const load = address => new Promise((done, failed) => document.head.append(make('script', {src: at(address), onload: done, onerror: failed})))

  const wasHere = () => store.get('python') === BP.base  // so its bytes are in the browser's cache

  // ---- Python: one worker for all cells of a page. It works on one cell at a time.

  const python = {
    worker: null, job: null, isReady: false,

    start() {
      if (this.worker) return
      this.isReady = false
      try {
        // From a folder neither a file nor a blob may be a module worker; an address that holds the source may.
        const source = IN_FOLDER ? 'data:text/javascript,' + encodeURIComponent(BP.offline.worker) : at('python.js')
        const worker = this.worker = new Worker(source, {type: 'module'})
        worker.onmessage = ({data}) => worker === this.worker && this.hear(data)
        worker.onerror = event => worker === this.worker && this.hear({kind: 'failed', text: event.message ?? ''})
        const offline = IN_FOLDER && {...BP.offline, offline: true}
        worker.postMessage({base: at(BP.base), lock: JSON.stringify(BP.lock), wheel: at(BP.wheel), cell: at(BP.cell), ...offline})
      } catch (error) { this.hear({kind: 'failed', text: error.message}) }
      document.documentElement.setAttribute('bp-python', '')
    },
    run(job) {
      this.job = job
      this.start()
      job.above.then(before => {
        if (job === this.job) this.worker.postMessage({source: job.source, before, kept: store.get('progress') ?? ''})
      }, () => job === this.job && this.hear({kind: 'failed', text: 'no connection'}))
    },
    hear(message) {
      const {job} = this, {kind} = message
      if (kind === 'ready') { this.isReady = true; store.set('python', BP.base) }
      if (kind === 'running') this.clock = setTimeout(() => this.restart('stopped'), job.seconds * 1000)
      if (kind === 'shown') { store.set('progress', message.kept); this.end() }
      if (kind === 'failed') { this.end(); this.worker?.terminate(); this.worker = null }
      job?.hear({...message, wasReady: this.isReady})
    },
    end() { clearTimeout(this.clock); this.job = null },
    restart(kind) {  // what never ends can be ended in no other way; the next worker is warmed up at once
      const {job} = this
      this.end(); this.worker?.terminate(); this.worker = null
      this.start()
      job?.hear({kind})
    },
  }

  // ---- editors

  function plainEditor(text, label, changed) {
    const element = make('textarea', {className: 'bp-plain', value: text, spellcheck: false, autocapitalize: 'off', autocomplete: 'off', ariaLabel: label})
    const fit = () => { element.rows = element.value.split('\n').length + 1 }
    element.addEventListener('input', () => { fit(); changed(element.value) })
    fit()
    return {element, get text() { return element.value }, set text(value) { element.value = value; fit(); changed(value) }}
  }

  function codeMirror(text, label, changed, keys) {
    const view = new CM.EditorView({doc: text, extensions: [
      CM.lineNumbers(), CM.history(), CM.bracketMatching(), CM.indentOnInput(), CM.indentUnit.of('    '), CM.EditorState.tabSize.of(4),
      CM.pythonLanguage, CM.syntaxHighlighting(CM.classHighlighter),
      CM.keymap.of([...CM.defaultKeymap, ...CM.historyKeymap, CM.indentWithTab]),
      CM.EditorView.contentAttributes.of({'aria-label': label, 'aria-describedby': keys, tabindex: '0'}),
      CM.EditorView.updateListener.of(update => update.docChanged && changed(update.state.doc.toString())),
      CM.EditorView.domEventHandlers({  // Esc, then Tab leaves; CodeMirror alone waits two seconds for that Tab
        keydown: (event, view) => { if (event.key === 'Escape') view.setTabFocusMode(true) },
        focus: (event, view) => view.setTabFocusMode(false),
      }),
    ]})
    return {
      element: view.dom, view,
      get text() { return view.state.doc.toString() },
      set text(insert) { view.dispatch({changes: {from: 0, to: view.state.doc.length, insert}}) },
    }
  }

  // ---- the element

  class Exercise extends HTMLElement {
    connectedCallback() {
      if (this.editor) return
      const pre = this.querySelector('pre')
      this.starter = pre.textContent.trimEnd()
      this.lesson = this.getAttribute('lesson')
      this.name = this.getAttribute('name')
      this.place = `code:${this.lesson}:${this.name}`
      this.verdict = this.querySelector('.bp-verdict')
      this.verdict.ariaLive = 'polite'
      this.build(pre)
      if (IN_FOLDER) this.say('This page comes from a folder. Checks need the internet: Python is loaded from there.')
      const mine = this.mine, earlier = this.earlier
      if (earlier && earlier !== this.editor.text) this.offer('You began this cell again.', 'Bring the earlier one back', earlier)
      if (mine && mine.starter !== this.starter) this.offer('The lesson’s cell has changed since you began. Yours is kept.', 'Show the new cell', this.starter)
      this.addEventListener('focusin', () => wasHere() && python.start())
      this.addEventListener('keydown', event => event.stopPropagation())  // for Sphinx, "/" would mean its search
      this.addEventListener('keydown', event => {
        if (event.key !== 'Enter' || !(event.shiftKey || event.ctrlKey || event.metaKey)) return
        event.preventDefault(); event.stopPropagation()
        this.press()
      }, true)
    }

    build(pre) {
      const press = this.getAttribute('press'), label = `Your code: ${this.name}`
      const button = (text, onclick, more) => make('button', {type: 'button', textContent: text, onclick, ...more})
      const keys = make('span', {className: 'bp-keys', id: `bp-keys-${this.name}`, textContent: `Esc, then Tab leaves the editor. Shift-Enter: ${press}.`})
      this.editor = plainEditor(this.mine?.code ?? this.starter, label, code => this.keep(code))
      this.check = button(press, () => this.press(), {className: 'bp-check'})
      this.stop = button('Stop', () => python.restart('halted'), {hidden: true})
      const hint = button('Hint', () => this.press(this.getAttribute('hint')), {hidden: !this.hasAttribute('hint')})
      this.note = make('span', {className: 'bp-note', role: 'status'})
      this.loading = make('progress', {hidden: true, max: 1, ariaLabel: 'Loading Python'})
      this.printed = make('pre', {className: 'bp-printed', hidden: true, tabIndex: 0})
      this.hints = make('div', {className: 'bp-hints', ariaLive: 'polite'})
      const more = make('p', {className: 'bp-more'},
        button('Restart Python', () => { python.restart('halted'); this.say(`Python starts anew. ${KEPT}`) }, {className: 'bp-restart'}),
        button('Begin this cell again', () => this.replace(this.starter)),
        button('Take your code along (.ipynb)', takeAlong))
      pre.replaceWith(this.editor.element, make('p', {className: 'bp-row'}, this.check, this.stop, hint, this.loading, this.note, keys), this.printed)
      this.append(this.hints, more)
      withCodeMirror.then(() => {
        const plain = this.editor, hasFocus = document.activeElement === plain.element
        this.editor = codeMirror(plain.text, label, code => this.keep(code), keys.id)
        plain.element.replaceWith(this.editor.element)
        if (hasFocus) this.editor.view.focus()
      }, () => {})
    }

    // {code, starter}: the starter tells whether the lesson's cell has changed since
    get mine() { return store.get(this.place) }
    get earlier() { return store.get(`earlier:${this.place}`) }  // what the lesson's cell has replaced

    keep(code) {
      if (code === this.starter) return store.remove(this.place)
      const kept = store.set(this.place, {code, starter: this.mine?.starter ?? this.starter})
      if (!kept) this.say('This browser keeps nothing here. Take your code along before you leave the page.')
    }

    say(text, ...buttons) { this.note.replaceChildren(text, ...buttons) }

    offer(text, label, code) {
      this.say(`${text} `, make('button', {type: 'button', textContent: label, onclick: () => this.replace(code)}))
    }

    replace(code) {
      const {text} = this.editor
      if (text === code) return this.say('This is the lesson’s cell.')
      if (text === this.starter) store.remove(`earlier:${this.place}`)
      else store.set(`earlier:${this.place}`, text)
      this.editor.text = code
      this.offer(code === this.starter ? 'This is the lesson’s cell.' : 'This is yours again.', code === this.starter ? 'Bring mine back' : 'Show the lesson’s cell', text)
    }

    // What the cells above it hold; the reader's own as they are now, here or on another page.
    async above() {
      if (!BP.lessons[this.lesson]) await load(`${this.lesson}.js`)
      const cells = BP.lessons[this.lesson]
      const now = ({name, code}) => document.querySelector(`bp-exercise[lesson="${this.lesson}"][name="${name}"]`)?.editor.text
        ?? store.get(`code:${this.lesson}:${name}`)?.code ?? code
      return cells.slice(0, cells.findIndex(each => each.name === this.name)).map(each => typeof each === 'string' ? each : now(each))
    }

    press(hint) {
      if (python.job?.of === this) return
      if (python.job) return this.say('Another cell is still at work. It can be stopped there.')
      this.hinting = Boolean(hint)
      if (!hint) { this.printed.hidden = true; this.printed.textContent = '' }
      this.check.ariaDisabled = 'true'  // not disabled: it would lose the focus
      this.stop.hidden = false
      this.verdict.ariaBusy = 'true'
      this.say(python.isReady ? 'At work …' : wasHere() ? 'Starting Python …' : 'Loading Python (about 9 MB, once) …')
      python.run({
        of: this,
        seconds: this.getAttribute('seconds'),
        source: hint || this.editor.text,
        above: this.above().then(cells => hint ? [...cells, this.editor.text] : cells),  // a hint needs its imports
        hear: message => this.hear(message),
      })
    }

    hear({kind, text, html, loaded, wasReady}) {
      if (kind === 'loading') { this.loading.hidden = false; this.loading.value = loaded / BP.bytes }
      if (kind === 'running') { this.loading.hidden = true; this.say('At work …') }
      if (kind === 'print') { this.printed.hidden = false; this.printed.append(text, '\n') }
      const ends = {
        shown: html ? '' : 'It ran. Its last line shows nothing.',
        stopped: `Stopped: after ${this.getAttribute('seconds')} seconds it had not come to an end. Is there a loop that never ends? ${KEPT}`,
        halted: `Stopped. ${KEPT}`,
        failed: wasReady ? `Python broke down (${text}). Press again, and it starts anew. ${KEPT}`
          : `Python could not be loaded${text ? ` (${text})` : ''}. Checks need the internet. Press again to retry. ${KEPT}`,
      }
      if (!(kind in ends)) return
      this.say(ends[kind])
      this.check.ariaDisabled = 'false'
      if (document.activeElement === this.stop) this.check.focus()
      this.stop.hidden = this.loading.hidden = true
      if (this.hinting && kind === 'shown') this.hints.insertAdjacentHTML('beforeend', html)
      else if (!this.hinting) this.verdict.innerHTML = html ?? ''
      this.verdict.ariaBusy = 'false'
    }
  }

  // The code of all exercises of a page, as a notebook to download.
  function takeAlong() {
    const cells = ['import numpy as np\n\nfrom helpers import exercises', ...[...document.querySelectorAll('bp-exercise')].map(each => each.editor.text)]
    const page = location.pathname.split('/').at(-1).replace('.html', '')
    const notebook = {nbformat: 4, nbformat_minor: 4, metadata: {kernelspec: {name: 'python3', display_name: 'Python 3', language: 'python'}},
      cells: cells.map(source => ({cell_type: 'code', source, metadata: {}, outputs: [], execution_count: null}))}
    const href = URL.createObjectURL(new Blob([JSON.stringify(notebook, null, 1)], {type: 'application/x-ipynb+json'}))
    make('a', {href, download: `${page}_mine.ipynb`}).click()
    setTimeout(() => URL.revokeObjectURL(href), 10_000)
  }

  let withCodeMirror
  function begin() {
    if (!document.querySelector('bp-exercise')) return
    withCodeMirror = load('codemirror.js')
    if (IN_FOLDER) load('offline.js')
    customElements.define('bp-exercise', Exercise)
  }
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin)
  else begin()
})()
