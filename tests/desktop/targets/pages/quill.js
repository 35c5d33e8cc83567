import Quill from 'quill';
import 'quill/dist/quill.snow.css';
const box = place.appendChild(document.createElement('div'));
const quill = new Quill(box, { theme: 'snow' });
ready({
  text: () => line(quill.getText()),
  wipe: () => quill.setText(''),
  focus: () => quill.focus(),
});
