"""How the page looks: quiet, light and dark, narrow and wide, on paper; nothing is told by colour alone."""

STYLE = """
:root{--bg:#fbfbf9;--fg:#1e252b;--soft:#55616b;--hair:#dfe3e5;--edge:#c3cacf;--ink:#2b5c86;--wash:#2b5c8622;
--warn:#8a5a00;--card:#ffffff}
@media (prefers-color-scheme:dark){:root{--bg:#14181b;--fg:#dde3e7;--soft:#9aa6af;--hair:#2a3136;--edge:#414b52;
--ink:#86b6e0;--wash:#86b6e02e;--warn:#dfab52;--card:#1a1f23}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,
"Liberation Sans",sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1120px;margin:0 auto;padding:1.5rem 1.25rem 3rem}
h1{font-size:1.45rem;margin:.3rem 0 .6rem;font-weight:600;overflow-wrap:anywhere}
section>h2{font-size:1.1rem;margin:2.6rem 0 .8rem;padding-bottom:.3rem;border-bottom:1px solid var(--edge)}
h3{font-size:.95rem;margin:1.4rem 0 .2rem;font-weight:600}
p{margin:.3rem 0}
a{color:var(--ink)}
.badge{display:inline-block;margin:0;padding:.05rem .6rem;border:1.5px solid var(--fg);font-weight:700;
letter-spacing:.06em;font-size:.85rem}
.notice{font-weight:600;border-left:3px solid var(--warn);padding:.2rem 0 .2rem .7rem}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:.15rem 2rem;margin:.8rem 0}
.facts div{display:flex;gap:.8rem}
.facts dt{flex:0 0 5.2rem;color:var(--soft)}
.facts dd{margin:0;overflow-wrap:anywhere}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,14rem),1fr));gap:.8rem;margin:1.2rem 0}
.cards div{border:1px solid var(--hair);background:var(--card);padding:.7rem .9rem}
.cards h2{font-size:.85rem;font-weight:400;color:var(--soft);margin:0}
.cards p{font-size:1.5rem;margin:.1rem 0;font-weight:600}
.cards small{color:var(--soft)}
nav{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;font-size:.92rem}
.pictures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,27rem),1fr));gap:.9rem}
figure{margin:0;border:1px solid var(--hair);background:var(--card);padding:.5rem}
figure:only-child{max-width:35rem}
figcaption{font-size:.86rem;color:var(--soft);padding:.1rem .3rem .4rem}
figcaption b{color:var(--fg);font-weight:600;display:block}
.frame{overflow-x:auto;margin:1.1rem 0 .3rem}
.tall{max-height:34rem;overflow:auto}
table{border-collapse:collapse;font-size:.9rem;width:100%}
caption{text-align:left;font-weight:600;padding:.2rem 0 .35rem}
th,td{text-align:right;padding:.22rem .55rem;border-bottom:1px solid var(--hair);vertical-align:top;font-weight:400;
white-space:nowrap}
thead th{color:var(--soft);border-bottom:1px solid var(--edge);position:sticky;top:0;background:var(--bg)}
.w{text-align:left}
td.wrap{white-space:normal;min-width:14rem}
.in{padding-left:1.4rem}
td small{display:block;color:var(--soft);font-size:.82em}
.note{color:var(--soft);font-size:.86rem;max-width:62rem}
footer{margin-top:3rem;border-top:1px solid var(--hair);color:var(--soft);font-size:.86rem}
.chart{display:block;width:100%;height:auto}
.chart .t{font-size:12px;fill:var(--soft)}
.chart .small{font-size:11px}
.chart .strong{fill:var(--fg);font-weight:600}
.chart line,.chart path{fill:none;stroke:var(--fg);stroke-width:1}
.chart .grid{stroke:var(--hair)}
.chart .zero{stroke:var(--fg);stroke-width:1.2}
.chart .start{stroke:var(--soft);stroke-dasharray:6 4}
.chart .limit{stroke:var(--warn);stroke-dasharray:3 3}
.chart .line{stroke:var(--ink);stroke-width:1.8;stroke-linejoin:round}
.chart .dots{stroke:var(--soft);stroke-width:1.4;stroke-dasharray:1.5 3}
.chart .fill{fill:var(--wash);stroke:none}
.chart .bar{fill:var(--ink)}
.chart .step{fill:var(--wash);stroke:var(--ink)}
.chart .band{fill:var(--wash);stroke:var(--edge)}
.chart .mean{stroke:var(--soft);stroke-width:1.2}
.chart .link{stroke:var(--soft);stroke-dasharray:2 2}
.chart .cross{stroke:var(--fg);stroke-width:1.6}
.chart .whisker{stroke:var(--fg);stroke-width:1.2}
.chart .dot{fill:var(--ink);stroke:var(--card);stroke-width:1}
.chart .ring{fill:var(--card);stroke:var(--ink);stroke-width:1.6}
@media (max-width:560px){main{padding:1rem .8rem 2rem}.facts div{flex-direction:column;gap:0}.facts dt{flex:none}th,td{padding:.2rem .4rem}}
@media print{:root{--bg:#fff;--fg:#000;--soft:#444;--hair:#ccc;--edge:#999;--ink:#234a6d;--wash:#234a6d22;
--warn:#6d4700;--card:#fff}body{font-size:8.5pt;line-height:1.35}.pictures{grid-template-columns:1fr 1fr}
.cards{grid-template-columns:repeat(4,1fr)}.cards p{font-size:1.2rem}section>h2{margin-top:1.4rem}td,th{padding:.12rem .4rem}main{max-width:none;padding:0}nav{display:none}
.tall{max-height:none}.frame,.tall{overflow:visible}figure,tr,.cards div{break-inside:avoid}
section>h2,caption{break-after:avoid}thead th{position:static}}
"""
