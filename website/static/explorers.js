// An explorer shows the picture of each position of its controls; the build has drawn them all.
(() => {
  const {make} = backprop
  backprop.numbers = {}  // of the explorers whose numbers were asked for
  const PACE = 2000, PAUSE = 500  // milliseconds: for a step that plays; without a move, until it is announced
  const AHEAD = 24, KEPT = 72  // pictures: loaded before they are asked for, and kept
  const still = matchMedia('(prefers-reduced-motion: reduce)')
  let ids = 0

  class Explorer extends HTMLElement {
    connectedCallback() {
      if (this.data) return
      this.data = JSON.parse(this.querySelector('script').textContent)
      this.controls = this.data.controls
      this.at = [...this.data.start]
      this.kept = new Map()
      this.moved = 0
      this.image = this.querySelector('img')
      this.caption = this.querySelector('figcaption')
      this.live = make('p', {className: 'bp-unseen'})
      this.live.setAttribute('role', 'status')
      this.set = this.controls.map((control, place) => control.options.length > 1 ? control.kind === 'slider' ? this.slider(control, place) : this.choice(control, place) : () => {})
      this.append(this.below(), this.live)
      addEventListener('hashchange', () => this.follow())
      const seen = new IntersectionObserver(entries => {
        if (!entries.some(entry => entry.isIntersecting)) return
        seen.disconnect()
        this.show()
        if ('plays' in this.dataset && !still.matches) this.play(true)
      }, {rootMargin: '300px'})
      seen.observe(this)
      this.follow()
    }

    // ---- controls: each method adds one and returns a function that shows a position on it ----

    slider(control, place) {
      const id = `explorer${ids++}`
      const input = make('input', {type: 'range', id, min: 0, max: control.options.length - 1})
      const said = make('output', {htmlFor: id})
      const set = index => {
        input.value = index
        said.textContent = control.options[index]
        input.setAttribute('aria-valuetext', control.options[index])
      }
      input.addEventListener('input', () => this.move(place, +input.value))
      set(this.at[place])
      if (control.plays) this.button = make('button', {type: 'button', textContent: 'play', onclick: () => this.timer ? this.pause() : this.play()})
      this.row(make('label', {htmlFor: id, textContent: control.label}), ...(control.plays ? [this.button] : []), input, said)
      return set
    }

    choice(control, place) {
      const name = `explorer${ids++}`
      const inputs = control.options.map(() => make('input', {type: 'radio', name}))
      inputs.forEach((input, index) => input.addEventListener('change', () => this.move(place, index)))
      const labels = inputs.map((input, index) => make('label', {}, input, make('span', {textContent: control.options[index]})))
      const set = index => { inputs[index].checked = true }
      set(this.at[place])
      this.row(make('fieldset', {className: 'bp-choices'}, make('legend', {textContent: control.label}), ...labels))
      return set
    }

    row(...parts) {
      this.querySelector('figure').before(make('div', {className: 'bp-row'}, ...parts))
    }

    // ---- below the picture: its numbers, and a link to it ----

    below() {
      this.line = this.querySelector('.bp-line code')
      this.link = make('a', {textContent: 'link to this picture'})
      this.link.addEventListener('click', () => navigator.clipboard?.writeText(this.link.href).then(() => { this.live.textContent = 'The link is copied.' }, () => {}))
      this.tables = make('div', {className: 'bp-numbers', id: `explorer${ids++}`, hidden: true})
      const button = make('button', {type: 'button', className: 'bp-quiet', textContent: 'numbers'})
      button.setAttribute('aria-controls', this.tables.id)
      button.setAttribute('aria-expanded', 'false')
      button.addEventListener('click', () => {
        this.tables.hidden = !this.tables.hidden
        button.setAttribute('aria-expanded', String(!this.tables.hidden))
        this.tell()
      })
      return make('div', {}, make('p', {className: 'bp-below'}, button, this.link), this.tables)
    }

    // Show the numbers of this position; they come in a script, which also a page in a folder may load.
    tell() {
      if (this.tables.hidden) return
      const numbers = backprop.numbers[this.dataset.name]
      if (!numbers) {
        const script = make('script', {src: this.data.numbers, onload: () => this.tell()})
        script.onerror = () => { this.tables.textContent = 'The numbers could not be loaded.' }
        return this.loading ??= document.head.appendChild(script)
      }
      this.tables.replaceChildren(...numbers.numbers[this.number()].map(place => {
        const [caption, header, rows] = numbers.tables[place]
        const head = make('tr', {}, ...header.map(text => make('th', {textContent: text, scope: 'col'})))
        const body = rows.map(row => make('tr', {}, ...row.map(text => make('td', {textContent: text}))))
        return make('table', {}, make('caption', {textContent: caption}), make('thead', {}, head), make('tbody', {}, ...body))
      }))
    }

    // ---- moves ----

    number(at = this.at) { return at.reduce((number, index, place) => number * this.controls[place].options.length + index, 0) }

    move(place, index, by = this.pause()) {
      this.at[place] = index
      this.moved = place
      this.set[place](index)
      return this.show()
    }

    // Show the picture of the settings, as soon as it is there; the one before it stays until then.
    async show() {
      const number = this.number(), picture = this.load(number)
      if (!picture.done) {
        this.setAttribute('aria-busy', 'true')
        await picture.promise
        if (number !== this.number()) return
      }
      this.removeAttribute('aria-busy')
      const text = this.data.captions[number] + (picture.done ? '' : ' (The picture could not be loaded.)')
      if (picture.done && picture.image !== this.image) {
        this.image.replaceWith(picture.image)
        this.image = picture.image
        this.image.parentNode.href = this.image.src
      }
      this.image.alt = this.caption.textContent = text
      this.line.textContent = this.data.call.replace(/\{(\w+)\}/g, (_, name) => this.code(name))
      this.link.href = `#${new URLSearchParams([['explorer', this.dataset.name], ...this.controls.map(({name}) => [name, this.plain(name)])])}`
      this.tell()
      clearTimeout(this.later)
      this.later = setTimeout(() => { this.live.textContent = text }, PAUSE)  // once, after a drag
      this.dispatchEvent(new CustomEvent('bp-shown', {detail: number}))
      this.near()
    }

    code(name) {
      const place = this.controls.findIndex(control => control.name === name)
      return this.controls[place].code[this.at[place]]
    }

    plain(name) { return this.code(name).replace(/^'|'$/g, '') }

    // A picture, loaded and decoded, or on its way. Those that were not needed for longest are forgotten.
    load(number, priority = 'high') {
      const file = this.data.folder + this.data.files[this.data.frames[number]]
      let picture = this.kept.get(file)
      if (!picture) {
        const image = make('img', {fetchPriority: priority, decoding: 'sync', width: this.image.width, height: this.image.height, src: file})
        picture = {image, done: false}
        picture.promise = image.decode().then(() => { picture.done = true }, () => { this.kept.delete(file) })
      }
      this.kept.delete(file)
      this.kept.set(file, picture)
      if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value)
      return picture
    }

    // Load what comes next: the positions of the control moved last, the nearest first, then a step of each other one.
    near() {
      const wanted = []
      const add = (place, index) => { if (this.controls[place].options[index] !== undefined) wanted.push(this.at.with(place, index)) }
      this.controls.forEach((_, place) => { if (place !== this.moved) for (const step of [1, -1]) add(place, this.at[place] + step) })
      for (let step = 1; step < this.controls[this.moved].options.length; step++) for (const sign of [1, -1]) add(this.moved, this.at[this.moved] + sign * step)
      for (const at of wanted.slice(0, AHEAD)) this.load(this.number(at), 'low')
    }

    // ---- playing ----

    play(unasked) {
      const place = this.controls.findIndex(control => control.plays), last = this.controls[place].options.length - 1
      const step = () => {
        this.at[place] = this.at[place] < last ? this.at[place] + 1 : 0
        this.moved = place
        this.set[place](this.at[place])
        this.show()
        if (this.at[place] === last) this.pause()
      }
      this.button.textContent = 'pause'
      this.timer = setInterval(step, PACE)
      if (!unasked) step()
    }

    pause() {
      clearInterval(this.timer)
      this.timer = null
      if (this.button) this.button.textContent = 'play'
    }

    // ---- a link to settings: #explorer=name&setting=value; what is unknown in it changes nothing ----

    follow() {
      const asked = new URLSearchParams(location.hash.slice(1))
      if (asked.get('explorer') !== this.dataset.name) return
      this.pause()
      this.controls.forEach((control, place) => {
        const index = control.code.findIndex(code => code.replace(/^'|'$/g, '') === asked.get(control.name))
        if (index >= 0) this.set[place](this.at[place] = index)
      })
      for (let box = this.closest('details'); box; box = box.parentElement.closest('details')) box.open = true
      this.show().then(() => this.scrollIntoView({block: 'nearest'}))
    }
  }

  customElements.define('bp-explorer', Explorer)
})()
