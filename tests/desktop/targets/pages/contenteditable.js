const box = place.appendChild(document.createElement('div'));
box.className = 'box';
box.contentEditable = 'true';
sends(box, () => line(box.innerText));
ready({ text: () => line(box.innerText), wipe: () => { box.textContent = ''; }, focus: () => box.focus() });
