// A prediction shows its answer to somebody who has given one, and keeps it in this browser. The gallery counts them.
(() => {
  const {make, store} = backprop
  const asText = number => String(+number.toPrecision(10)).replace('-', '−')

  // The finite number that a reader wrote, a fraction perhaps, or null.
  const asNumber = text => {
    const [above, below, more] = text.trim().replaceAll('−', '-').split('/')
    const number = Number(above) / (below === undefined ? 1 : Number(below))
    return above.trim() && below?.trim() !== '' && more === undefined && Number.isFinite(number) ? number : null
  }

  class Predict extends HTMLElement {
    said = null
    shown = false

    connectedCallback() {
      if (this.details) return
      this.details = this.querySelector('details')
      this.list = this.querySelector('ul')
      this.reply = make('p', {className: 'bp-reply'})
      this.reply.setAttribute('role', 'status')
      this.button = make('button', {type: 'button', textContent: 'show the answer'})
      this.again = make('button', {type: 'button', textContent: 'ask me again', className: 'bp-quiet', hidden: true})
      this.button.addEventListener('click', () => this.reveal())
      this.again.addEventListener('click', () => this.forget())
      this.field = this.list ? this.choices() : this.number()
      this.list?.remove()
      this.details.before(this.field, ...this.note(), make('p', {}, this.button), this.reply)
      this.append(make('p', {}, this.again))
      this.details.querySelector('summary').hidden = true
      this.restore()
    }

    get kept() { return `guess:${this.dataset.name}` }

    choices() {
      const name = `guess-${this.dataset.name}`
      this.inputs = [...this.list.children].map(item => make('input', {type: 'radio', name, value: item.textContent}))
      const labels = this.inputs.map((input, place) => make('label', {}, input, make('span', {}, ...this.list.children[place].childNodes)))
      for (const input of this.inputs) input.addEventListener('change', () => this.say(input.value))
      return make('fieldset', {className: 'bp-choices'}, make('legend', {textContent: 'your prediction'}), ...labels)
    }

    number() {
      const id = `guess-${this.dataset.name}`
      const input = make('input', {type: 'text', id, placeholder: 'a number', size: 12, autocomplete: 'off'})
      input.addEventListener('change', () => this.say(asNumber(input.value)))
      input.addEventListener('keydown', event => { if (event.key === 'Enter') { this.say(asNumber(input.value)); this.reveal() } })
      this.inputs = [input]
      return make('p', {className: 'bp-number'}, make('label', {htmlFor: id, textContent: 'your prediction'}), input)
    }

    note() {
      if (!this.dataset.note) return []
      const text = make('textarea', {rows: 2, placeholder: this.dataset.note})
      text.setAttribute('aria-label', this.dataset.note)
      text.addEventListener('change', () => this.keep())
      this.text = text
      return [text]
    }

    say(said) {
      this.said = said
      this.tell()
      this.keep()
    }

    // Say what was predicted, and once the answer is there, how far from it.
    tell() {
      if (this.said === null) this.reply.textContent = this.list ? 'Choose one of these first.' : 'Write a number first, like 0.25, −3 or 1/8 (no commas, no unit).'
      else this.reply.replaceChildren('Your prediction: ', make('b', {textContent: this.list ? this.said : asText(this.said)}), this.shown ? this.distance() : '')
    }

    keep() {
      store.set(this.kept, {said: this.said, shown: this.shown, note: this.text?.value})
    }

    reveal() {
      this.shown = this.said !== null
      this.say(this.said)
      if (!this.shown) return
      this.show()
      this.dispatchEvent(new CustomEvent('bp-answered', {bubbles: true}))
    }

    show() {
      for (const input of this.inputs) input.disabled = true
      this.button.hidden = true
      this.again.hidden = false
      this.details.open = true
    }

    get right() { return this.list ? this.said === this.dataset.answer : this.away <= this.nothing }
    get away() { return Math.abs(this.said - this.dataset.answer) }
    get nothing() { return Number(this.dataset.within) + 1e-9 * Math.abs(this.dataset.answer) }  // the second part is for rounding

    distance() {
      const within = Number(this.dataset.within)
      if (this.list) return this.right ? ', and so it is.' : ''
      if (!this.right) return `, ${asText(+this.away.toPrecision(6))} away from the answer.`
      return within ? `, which agrees to within ${asText(within)}.` : ', and so it is.'
    }

    forget() {
      this.said = null
      this.shown = false
      store.remove(this.kept)
      for (const input of this.inputs) { input.disabled = input.checked = false; if (!this.list) input.value = '' }
      this.reply.textContent = ''
      this.button.hidden = false
      this.again.hidden = true
      this.details.open = false
      this.inputs[0].focus()
      this.dispatchEvent(new CustomEvent('bp-answered', {bubbles: true}))
    }

    // What the reader said another day, unless the question has changed since.
    restore() {
      const kept = store.get(this.kept)
      if (!kept) return
      if (this.text) this.text.value = kept.note ?? ''
      const input = this.list ? this.inputs.find(each => each.value === kept.said) : typeof kept.said === 'number' && this.inputs[0]
      if (!input) return
      if (this.list) input.checked = true
      else input.value = asText(kept.said)
      this.said = kept.said
      this.shown = kept.shown
      this.tell()
      if (this.shown) this.show()
    }
  }

  class Gallery extends HTMLElement {
    connectedCallback() {
      if (this.score) return
      this.score = make('p', {className: 'bp-score'})
      this.score.setAttribute('role', 'status')
      this.prepend(this.score)
      this.addEventListener('bp-answered', () => this.count())
      this.count()
    }

    count() {
      const all = [...this.querySelectorAll('bp-predict')], seen = all.filter(each => each.shown)
      for (const each of all) each.closest('.exhibit').classList.toggle('bp-seen', each.shown)
      this.score.textContent = `seen ${seen.length} of ${all.length}, guessed right ${seen.filter(each => each.right).length}`
    }
  }

  customElements.define('bp-predict', Predict)
  customElements.define('bp-gallery', Gallery)
})()
