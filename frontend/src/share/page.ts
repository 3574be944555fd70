import look from '../views/look.css?inline';

// all of the page's look is in its scripts: a page of one file has nothing beside it
const style = document.createElement('style');
style.textContent = look;
document.head.append(style);

export { mount } from '../mount';
