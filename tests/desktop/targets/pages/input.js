const form = place.appendChild(document.createElement('form'));
const box = form.appendChild(document.createElement('input'));
form.addEventListener('submit', (event) => { event.preventDefault(); target.sent.push(box.value); });
ready({ text: () => box.value, wipe: () => { box.value = ''; }, focus: () => box.focus() });
