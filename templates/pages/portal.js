// Extras. Every page works without them.
(() => {
  'use strict';
  const all = (what, within) => Array.from((within || document).querySelectorAll(what));

  // Words that were typed are not lost by mistake.
  let typed = false, sending = false;
  all('form[data-typed]').forEach(form => form.addEventListener('input', () => { typed = true; }));
  addEventListener('beforeunload', event => {
    if (typed && !sending) { event.preventDefault(); event.returnValue = document.body.dataset.leave; }
  });

  // A button is pressed once. It stays enabled until its value is on the way.
  document.addEventListener('submit', event => {
    const form = event.target;
    if (form.method !== 'post') return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = '1';
    sending = true;
    all('button', form).forEach(button => button.setAttribute('aria-disabled', 'true'));
  });
  addEventListener('pageshow', event => {
    if (!event.persisted) return;
    sending = false;
    all('form[data-sent]').forEach(form => {
      delete form.dataset.sent;
      all('button', form).forEach(button => button.removeAttribute('aria-disabled'));
    });
  });

  // What is wrong is read first.
  const summary = document.getElementById('summary');
  if (summary) summary.focus();

  // A select with groups becomes two: the group, then its values. The first one is not sent.
  all('.field select').forEach(select => {
    const groups = all('optgroup', select);
    if (groups.length < 2 || select.closest('.filter')) return;
    const label = document.querySelector('label[for="' + select.id + '"]');
    const first = document.createElement('select');
    // The label, the hint and what is wrong belong to the first one now.
    first.id = select.id;
    select.removeAttribute('id');
    select.setAttribute('aria-label', label ? label.textContent : '');
    ['aria-describedby', 'aria-invalid'].forEach(name => {
      if (select.hasAttribute(name)) first.setAttribute(name, select.getAttribute(name));
    });
    first.append(new Option(select.options[0].text, ''));
    groups.forEach(group => first.append(new Option(group.label, group.label)));
    const show = keep => {
      const group = groups.find(group => group.label === first.value);
      groups.forEach(other => other.remove());
      if (group) select.append(group);
      if (!keep) select.value = '';
      select.hidden = !group;
    };
    const chosen = select.selectedOptions[0];
    if (chosen && chosen.parentNode.label) first.value = chosen.parentNode.label;
    select.before(first);
    first.addEventListener('change', () => show(false));
    show(true);
  });

  // Articles that may help, while a title is typed.
  const title = document.querySelector('[data-suggest]');
  const place = document.getElementById('suggestions');
  if (title && place) {
    let waiting = 0, asked = '';
    title.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        const words = title.value.trim();
        if (words === asked || words.length < 4) return;
        asked = words;
        fetch(title.dataset.suggest + '?q=' + encodeURIComponent(words), { credentials: 'same-origin' })
          .then(answer => (answer.ok ? answer.text() : ''))
          .then(html => { if (words === asked) place.innerHTML = html; })
          .catch(() => {});
      }, 400);
    });
  }

  // The page says that something changed, and leaves it to the reader to show it.
  const live = document.getElementById('live');
  if (live && document.body.dataset.live && window.EventSource) {
    const source = new EventSource(document.body.dataset.live);
    source.addEventListener('changed', () => { live.hidden = false; source.close(); });
    const others = document.getElementById('looking');
    if (others) {
      source.addEventListener('looking', event => { others.textContent = event.data; others.hidden = !event.data; });
    }
    addEventListener('pagehide', () => source.close());
  }
})();
