const frame = place.appendChild(document.createElement('iframe'));
frame.srcdoc = '<textarea style="width:500px;height:90px"></textarea>';
frame.style.width = '560px';
frame.addEventListener('load', () => {
  const box = frame.contentDocument.querySelector('textarea');
  sends(box, () => box.value);
  ready({
    text: () => box.value,
    wipe: () => { box.value = ''; },
    focus: () => { frame.contentWindow.focus(); box.focus(); },
  });
});
