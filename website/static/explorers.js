// An explorer shows the picture of each position of its controls; the build has drawn them all.
(() => {
  const {make} = backprop
  backprop.numbers = {}  // of the explorers whose numbers were asked for
  const PACE = 2000, QUIET = 500  // milliseconds: of a step that plays; without a move, until its text is announced
  const AHEAD = 24, KEPT = 72  // pictures: loaded before they are asked for, and kept
  const still = matchMedia('(prefers-reduced-motion: reduce)')
  const plain = code => code.replace(/^'|'$/g, '')
  // A line may end at the hyphen of 2e-06, unless that is told to stay in one piece.
  const whole = text => text.split(/([\d.]+e-\d+)/).map((part, place) => place % 2 ? make('span', {className: 'bp-number', textContent: part}) : part)
  let ids = 0

  class Explorer extends HTMLElement {
    connectedCallback() {
      if (this.data) return
      this.data = JSON.parse(this.querySelector('script').textContent)
      this.controls = this.data.controls
      this.at = [...this.data.start]
      this.moved = 0  // the control that was moved last
      this.kept = new Map()
      this.image = this.querySelector('img')
      this.caption = this.querySelector('figcaption')
      this.line = this.querySelector('.bp-line code')
      this.live = make('p', {className: 'bp-unseen'})
      this.live.setAttribute('role', 'status')
      this.set = this.controls.map((control, place) => this[control.kind](control, place))
      this.append(...this.below(), this.live)
      addEventListener('hashchange', () => this.follow())
      const near = new IntersectionObserver(entries => {
        if (!entries.some(entry => entry.isIntersecting)) return
        near.disconnect()
        this.show()
        if ('plays' in this.dataset && !still.matches) this.play(false)
      }, {rootMargin: '300px'})
      near.observe(this)
      this.follow()
    }

    // ---- controls: each method makes one, and returns the function that moves it ----

    slider(control, place) {
      const id = `explorer${ids++}`
      const input = make('input', {type: 'range', id, min: 0, max: control.options.length - 1})
      const said = make('span', {className: 'bp-value', ariaHidden: 'true'})  // aria-valuetext says the same
      const set = index => {
        input.value = index
        said.textContent = control.options[index]
        input.setAttribute('aria-valuetext', control.options[index])
      }
      input.addEventListener('input', () => { this.pause(); this.move(place, +input.value) })
      set(this.at[place])
      this.row(make('label', {htmlFor: id, textContent: control.label}), ...this.player(control, place), input, said)
      return set
    }

    choice(control, place) {
      const name = `explorer${ids++}`
      const inputs = control.options.map((_, index) => make('input', {type: 'radio', name, checked: index === this.at[place]}))
      inputs.forEach((input, index) => input.addEventListener('change', () => { this.pause(); this.move(place, index) }))
      const labels = inputs.map((input, index) => make('label', {}, input, make('span', {textContent: control.options[index]})))
      if (inputs.length > 1) this.row(make('fieldset', {className: 'bp-choices'}, make('legend', {textContent: control.label}), ...labels))
      return index => { inputs[index].checked = true }
    }

    row(...parts) {
      this.querySelector('figure').before(make('div', {className: 'bp-row'}, ...parts))
    }

    // ---- moves ----

    move(place, index, announced = true) {
      this.at[place] = index
      this.moved = place
      this.set[place](index)
      this.show(announced)
    }

    // Show the picture of the settings, as soon as it is there; until then the one before stays.
    async show(announced = false) {
      const number = this.number(), picture = this.load(number, 'high')
      if (!picture.done) {
        this.setAttribute('aria-busy', 'true')
        await picture.promise
        if (number !== this.number()) return
      }
      this.removeAttribute('aria-busy')
      if (picture.done && picture.image !== this.image) {
        this.image.replaceWith(picture.image)
        this.image = picture.image
        this.image.parentNode.href = this.image.src
      }
      const text = this.data.captions[number] + (picture.done ? '' : ' (Its picture could not be loaded.)')
      this.image.alt = text
      this.caption.replaceChildren(...whole(text))
      this.line.textContent = this.data.call.replace(/\{(\w+)\}/g, (_, name) => this.code(name))
      this.link.href = `#${new URLSearchParams([['explorer', this.dataset.name], ...this.controls.map(({name}) => [name, plain(this.code(name))])])}`
      this.tell()
      clearTimeout(this.later)
      if (announced) this.later = setTimeout(() => { this.live.textContent = text }, QUIET)  // once for a whole drag
      this.dispatchEvent(new CustomEvent('bp-shown', {detail: number}))
      this.near()
    }

    number(at = this.at) { return at.reduce((number, index, place) => number * this.controls[place].options.length + index, 0) }

    code(name) {
      const place = this.controls.findIndex(control => control.name === name)
      return this.controls[place].code[this.at[place]]
    }

    // Return a picture that is loaded and decoded, or will be. What was not needed for longest is forgotten.
    load(number, fetchPriority) {
      const file = this.data.folder + this.data.files[this.data.frames[number]]
      let picture = this.kept.get(file)
      if (!picture) {
        const {width, height} = this.image, image = make('img', {fetchPriority, decoding: 'sync', width, height, src: file})
        picture = {image, done: false}
        picture.promise = image.decode().then(() => { picture.done = true }, () => { this.kept.delete(file) })
      }
      this.kept.delete(file)
      this.kept.set(file, picture)
      if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value)
      return picture
    }

    // Load what may come next: a step of each control, and all of the one moved last, from the nearest on.
    near() {
      const steps = this.controls.flatMap(({options}, place) => {
        const farthest = place === this.moved ? options.length : 1
        return Array.from({length: 2 * farthest}, (_, k) => [place, (k >> 1) + 1, k % 2 ? -1 : 1])
      }).sort((one, other) => one[1] - other[1])
      const wanted = steps.map(([place, far, sign]) => [place, this.at[place] + sign * far])
      const there = wanted.filter(([place, index]) => index in this.controls[place].options)
      for (const [place, index] of there.slice(0, AHEAD)) this.load(this.number(this.at.with(place, index)), 'low')
    }

    // ---- playing ----

    player(control, place) {
      if (!control.plays) return []
      this.played = place
      this.button = make('button', {type: 'button', textContent: 'play'})
      this.button.addEventListener('click', () => { if (this.timer) this.pause(); else this.play(true) })
      return [this.button]
    }

    play(asked) {
      const last = this.controls[this.played].options.length - 1
      const step = () => {
        const index = this.at[this.played]
        this.move(this.played, index < last ? index + 1 : 0, asked)
        if (this.at[this.played] === last) this.pause()
      }
      this.button.textContent = 'pause'
      this.timer = setInterval(step, PACE)
      if (asked) step()
    }

    pause() {
      clearInterval(this.timer)
      this.timer = null
      if (this.button) this.button.textContent = 'play'
    }

    // ---- below the picture: its numbers, and a link to it ----

    below() {
      this.link = make('a', {textContent: 'link to this picture'})
      this.link.addEventListener('click', () => navigator.clipboard?.writeText(this.link.href).then(() => { this.live.textContent = 'The link is copied.' }, () => {}))
      this.tables = make('div', {className: 'bp-numbers', id: `explorer${ids++}`, hidden: true, tabIndex: 0})
      this.tables.setAttribute('role', 'group')
      this.tables.setAttribute('aria-label', 'the numbers behind the picture')
      const button = make('button', {type: 'button', className: 'bp-quiet', textContent: 'numbers', hidden: !this.data.numbers})
      const shown = open => {
        this.tables.hidden = !open
        button.setAttribute('aria-expanded', String(open))
        this.tell()
      }
      shown(false)
      button.addEventListener('click', () => shown(this.tables.hidden))
      return [make('p', {className: 'bp-below'}, button, this.link), this.tables]
    }

    // Show the numbers of this position. They come in a script, which also a page in a folder may load.
    tell() {
      if (this.tables.hidden) return
      const numbers = backprop.numbers[this.dataset.name]
      if (!numbers) {
        this.script ??= document.head.appendChild(make('script', {
          src: this.data.numbers, onload: () => this.tell(), onerror: () => { this.tables.textContent = 'The numbers could not be loaded.' },
        }))
        return
      }
      const row = (tag, texts) => make('tr', {}, ...texts.map(text => make(tag, {textContent: text})))
      this.tables.replaceChildren(...numbers.numbers[this.number()].map(place => {
        const [caption, header, rows] = numbers.tables[place]
        return make('table', {}, make('caption', {textContent: caption}), make('thead', {}, row('th', header)), make('tbody', {}, ...rows.map(texts => row('td', texts))))
      }))
    }

    // ---- a link to settings, #explorer=name&setting=value: what it doesn't know it leaves as it is ----

    follow() {
      const asked = new URLSearchParams(location.hash.slice(1))
      if (asked.get('explorer') !== this.dataset.name) return
      this.pause()
      delete this.dataset.plays
      this.controls.forEach(({name, code}, place) => {
        const index = code.findIndex(each => plain(each) === asked.get(name))
        if (index >= 0) this.set[place](this.at[place] = index)
      })
      for (let box = this.closest('details'); box; box = box.parentElement.closest('details')) box.open = true
      const bring = () => this.scrollIntoView({block: 'nearest'})
      this.show().then(bring)
      // A page that is loaded again goes back to where it was, when it was less tall.
      if (document.readyState !== 'complete') addEventListener('load', () => setTimeout(bring, 500), {once: true})
    }
  }

  customElements.define('bp-explorer', Explorer)
})()
