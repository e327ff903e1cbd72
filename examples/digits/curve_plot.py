"""Draws the training curve as a stand-alone SVG."""

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 60, 60, 30, 50
ERROR, LOSS = "#0b6e99", "#c2571a"


def nice_step(span: float, pieces: int) -> float:
    """The smallest of 1, 2, 5 · 10^n that divides the span into at most `pieces`."""
    candidates = (digit * 10.0**power for power in range(-4, 4) for digit in (1, 2, 5))
    return next(step for step in candidates if span / step <= pieces)


def polyline(points, colour: str) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'


def text(x: float, y: float, content: str, anchor: str, colour: str = "#333", turn: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{turn}>{content}</text>'


def curve_svg(curve: list[dict], chosen_epoch: int) -> str:
    """Validation error in percent (left axis) and training loss (right axis) over the epochs; the chosen one marked."""
    errors = [100 * (1 - point["validationAccuracy"]) for point in curve]
    losses = [point["trainLoss"] for point in curve]
    error_top, loss_top = max(errors) * 1.05, max(losses) * 1.05
    plot_width, plot_height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    across = lambda epoch: LEFT + plot_width * (epoch - 1) / max(1, len(curve) - 1)
    up = lambda share: TOP + plot_height * (1 - share)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        "<title>Training curve of the digits network</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    step = nice_step(error_top, 6)
    for i in range(int(error_top / step) + 1):
        y = up(i * step / error_top)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(text(LEFT - 8, y + 4, f"{i * step:g}", "end", ERROR))
    step = nice_step(loss_top, 6)
    for i in range(int(loss_top / step) + 1):
        parts.append(text(WIDTH - RIGHT + 8, up(i * step / loss_top) + 4, f"{i * step:g}", "start", LOSS))
    every = max(1, int(nice_step(len(curve), 10)))
    for epoch in [1, *range(every, len(curve) + 1, every)]:
        parts.append(text(across(epoch), HEIGHT - BOTTOM + 18, str(epoch), "middle"))
    parts.append(polyline([(across(p["epoch"]), up(v / loss_top)) for p, v in zip(curve, losses)], LOSS))
    parts.append(polyline([(across(p["epoch"]), up(v / error_top)) for p, v in zip(curve, errors)], ERROR))
    x, y = across(chosen_epoch), up(errors[chosen_epoch - 1] / error_top)
    parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="none" stroke="{ERROR}" stroke-width="2"/>')
    parts.append(text(x, y - 30, f"{errors[chosen_epoch - 1]:.2f} % at epoch {chosen_epoch}", "middle", ERROR))
    middle = TOP + plot_height / 2
    parts.append(text(WIDTH / 2, HEIGHT - 12, "epoch", "middle"))
    parts.append(text(18, middle, "validation error, %", "middle", ERROR, f' transform="rotate(-90 18 {middle})"'))
    right = WIDTH - 16
    parts.append(text(right, middle, "training loss", "middle", LOSS, f' transform="rotate(90 {right} {middle})"'))
    return "\n".join([*parts, "</svg>"]) + "\n"
