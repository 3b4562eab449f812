// Where there is room beside the results, the filters stand open. Browsers that can say so in CSS
// (`::details-content`) never get here.
"use strict";
(() => {
  const sheet = document.getElementById("filters");
  if (!sheet || CSS.supports("selector(::details-content)")) return;
  const wide = matchMedia("(min-width: 60rem)");
  const follow = () => { sheet.open = wide.matches; };
  follow();
  wide.addEventListener("change", follow);
})();
