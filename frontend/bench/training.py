"""Times an epoch of training on drawn pictures: python training.py THREADS PICTURES EPOCHS."""

import sys
import time

import torch

from latentwalk.training.descent import Descent
from latentwalk.training.recipe import Recipe
from latentwalk.vae.architecture import Architecture
from latentwalk.vae.loss import elbo_loss
from latentwalk.vae.network import VAE

threads, count, epochs = map(int, sys.argv[1:])
torch.set_num_threads(threads)
torch.manual_seed(0)
pixels = torch.randint(0, 256, (count, 1, 28, 28), dtype=torch.uint8)
vae = VAE(Architecture()).to(memory_format=torch.channels_last).train()
recipe = Recipe(warp=0.0)
descent = Descent(vae, recipe, torch.tensor([0.0]))
for _ in range(epochs):
    began = time.perf_counter()
    for rows in torch.randperm(count).split(recipe.batch_size):
        images = (pixels[rows].float() * (2 / 255) - 1).contiguous(
            memory_format=torch.channels_last
        )
        loss = elbo_loss(images, vae(images, torch.randn(len(rows), 6))).total().mean()
        descent.zero_grad()
        loss.backward()
        descent.step()
    print(time.perf_counter() - began)
