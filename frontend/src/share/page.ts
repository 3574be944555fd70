import look from '../views/look.css?inline';

// all styles are in the scripts, since a single-file page has no other files
const style = document.createElement('style');
style.textContent = look;
document.head.append(style);

export { mount } from '../mount';
