const box = place.appendChild(document.createElement('textarea'));
sends(box, () => box.value);
ready({ text: () => box.value, wipe: () => { box.value = ''; }, focus: () => box.focus() });
