import numpy as np


def walk(f, gradient, place, method, eta, beta, noise):
    """Walk down the loss f from a place, one step for each row of noise.

    noise is added to the gradient: zeros for all cases, else as a minibatch has it.
    Source: Polyak (1964); Nesterov (1983); Tieleman and Hinton (2012); Kingma and Ba
    (2015), algorithm 1
    """
    velocity, squares = np.zeros_like(place), np.zeros_like(place)
    places, losses = [place], [f(place)]
    for t, jolt in enumerate(noise, start=1):
        if losses[-1] > 1e6:
            break  # it has left for good
        ahead = place + beta * velocity if method == "nesterov" else place
        g = gradient(ahead) + jolt
        if method in ("momentum", "nesterov"):
            velocity = beta * velocity - eta * g
            step = velocity
        elif method == "rmsprop":
            squares = 0.9 * squares + 0.1 * g**2
            step = -eta * g / (np.sqrt(squares) + 1e-8)
        elif method == "adam":
            velocity = 0.9 * velocity + 0.1 * g
            squares = 0.999 * squares + 0.001 * g**2
            m, v = velocity / (1 - 0.9**t), squares / (1 - 0.999**t)
            step = -eta * m / (np.sqrt(v) + 1e-8)
        else:
            step = -eta * g
        place = place + step
        places.append(place)
        losses.append(f(place))
    half = np.mean(places[len(places) // 2 :], axis=0)
    return {"level": losses[-1], "mean_level": f(half), "away": losses[-1] > 1e6}


if __name__ == "__main__":
    curvature = np.array([1.0, 10.0])
    for method in ("plain", "momentum", "nesterov", "rmsprop", "adam"):
        start, still = np.array([-1.9, 0.7]), np.zeros((40, 2))
        args = (start, method, 0.1, 0.5, still)
        found = walk(lambda w: curvature @ w**2 / 2, lambda w: curvature * w, *args)
        print(f"{method:9} loss {found['level']:.2e}")
