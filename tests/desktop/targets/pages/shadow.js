const root = place.attachShadow({ mode: 'closed' });
const box = root.appendChild(document.createElement('textarea'));
box.style.cssText = 'width:560px;height:90px';
sends(box, () => box.value);
ready({ text: () => box.value, wipe: () => { box.value = ''; }, focus: () => box.focus() });
