// What every page needs: the reader's memory, pictures that a tap enlarges, folds that open for links and for printing.
window.backprop = (() => {
  const site = new URL(document.documentElement.dataset.content_root || './', location.href).pathname

  // Make an element: its tag, its properties, its children.
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties)
    element.append(...children)
    return element
  }

  // What the reader did, kept in this browser under a key of this site (one origin may hold several); set says whether.
  const store = {
    key: name => `backprop:${site}:${name}`,
    get(name) {
      try { return JSON.parse(localStorage.getItem(store.key(name))) } catch { return null }
    },
    set(name, value) {
      try { localStorage.setItem(store.key(name), JSON.stringify(value)); return true } catch { return false }
    },
    remove(name) {
      try { localStorage.removeItem(store.key(name)) } catch { /* nothing was kept */ }
    },
  }

  // Show a picture as large as it was drawn, or as the window allows; it scrolls where that isn't enough.
  const enlarge = (source, text) => {
    const close = make('button', {type: 'button', textContent: 'Close'})
    const box = make('div', {className: 'bp-scroll', tabIndex: 0}, make('img', {src: source, alt: ''}))
    const dialog = make('dialog', {className: 'bp-large'}, close, box, make('p', {textContent: text}))
    dialog.setAttribute('aria-label', 'The picture, enlarged')
    close.addEventListener('click', () => dialog.close())
    dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close() })
    dialog.addEventListener('close', () => dialog.remove())
    document.body.append(dialog)
    dialog.showModal()
  }

  // JupyterLite can't start from a folder; where there is little room, a notebook comes without all that is around it.
  if (location.protocol !== 'file:') {
    for (const row of document.querySelectorAll('.live')) {
      row.hidden = false
      const link = row.querySelector('a')
      if (matchMedia('(max-width: 46em)').matches) link.href = link.href.replace('/lab/', '/notebooks/')
    }
  }

  document.addEventListener('click', event => {
    const link = event.target.closest('a.image-reference')
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    enlarge(link.href, link.querySelector('img').alt)
  })

  // A link to a side path, or into any box, opens it.
  const uncover = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
    if (!target) return
    target.closest('section')?.querySelector(':scope > details.side-path')?.setAttribute('open', '')
    let closed = false
    for (let box = target.closest('details'); box; box = box.parentElement.closest('details')) {
      closed ||= !box.open
      box.open = true
    }
    if (closed) target.scrollIntoView()
  }
  addEventListener('hashchange', uncover)
  document.addEventListener('click', event => {
    const link = event.target.closest('a[href^="#"]')  // also where the address has this hash already
    if (link && link.getAttribute('href') === location.hash) uncover()
  })
  uncover()

  // What scrolls sideways can be scrolled by keyboard.
  const reachable = () => {
    for (const box of document.querySelectorAll('article :is(pre, div.math, .table-wrapper)')) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0
      else box.removeAttribute('tabindex')
    }
  }
  addEventListener('resize', reachable)
  document.addEventListener('toggle', reachable, true)
  reachable()

  // On paper nobody can open a side path.
  let closed = []
  addEventListener('beforeprint', () => {
    closed = [...document.querySelectorAll('details.side-path:not([open])')]
    for (const box of closed) box.open = true
  })
  addEventListener('afterprint', () => { for (const box of closed) box.open = false })

  return {make, store, enlarge}
})()
