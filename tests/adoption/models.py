"""Foreign PyTorch models as others write them, with random weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from collections.abc import Callable


class MLP(nn.Module):
    """A VAE of plain layers on flat images, as PyTorch's own example has it."""

    def __init__(self, hidden: int = 40, latent: int = 5) -> None:
        super().__init__()
        self.fc1 = nn.Linear(144, hidden)
        self.fc21, self.fc22 = nn.Linear(hidden, latent), nn.Linear(hidden, latent)
        self.fc3, self.fc4 = nn.Linear(latent, hidden), nn.Linear(hidden, 144)
        self.dropout = nn.Dropout(0.5)

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        h = self.dropout(torch.relu(self.fc1(x)))
        return self.fc21(h), self.fc22(h)

    def decode(self, z: Tensor) -> Tensor:
        return torch.sigmoid(self.fc4(self.dropout(torch.relu(self.fc3(z)))))

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x.view(-1, 144))[0])


class Block(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.Conv2d(channels, channels, 3, padding=1),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x + self.body(x))


@dataclass
class Posterior:
    mu: Tensor
    log_var: Tensor
    z: Tensor


class ResNet(nn.Module):
    """A residual VAE of colour images; its encoder gives a dataclass, with a sample in it."""

    def __init__(self, latent_dim: int = 7) -> None:
        super().__init__()
        self.latent_dim = latent_dim
        self.encoder_net = nn.Sequential(
            nn.Conv2d(3, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.ReLU(), Block(8), nn.Flatten()
        )
        self.head = nn.Linear(8 * 64, 2 * latent_dim)
        self.up = nn.Linear(latent_dim, 8 * 16)
        self.decoder_net = nn.Sequential(
            Block(8),
            nn.Upsample(scale_factor=2, mode="nearest"),
            nn.Conv2d(8, 8, 3, padding=1),
            nn.LeakyReLU(0.2),
            nn.Upsample(scale_factor=2, mode="bilinear"),
            nn.Conv2d(8, 3, 3, padding=1),
            nn.Tanh(),
        )

    def encode(self, x: Tensor) -> Posterior:
        mu, log_var = self.head(self.encoder_net(x)).chunk(2, dim=1)
        return Posterior(mu, log_var, mu + torch.randn_like(mu) * (0.5 * log_var).exp())

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder_net(self.up(z).view(z.shape[0], 8, 4, 4))


class Colour(nn.Module):
    """A decoder of colour images of 64 x 64, without an encoder."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(16, 16 * 16)
        self.net = nn.Sequential(
            nn.ConvTranspose2d(16, 16, 4, 2, 1),
            nn.GELU(),
            nn.ConvTranspose2d(16, 8, 4, 2, 1),
            nn.SiLU(),
            nn.ConvTranspose2d(8, 8, 4, 2, 1),
            nn.ReLU(),
            nn.ConvTranspose2d(8, 3, 4, 2, 1),
            nn.Sigmoid(),
        )

    def forward(self, z: Tensor) -> dict[str, Tensor]:
        return {"reconstruction": self.net(self.fc(z).unflatten(1, (16, 4, 4)))}


class Generator(nn.Module):
    """A GAN's generator with spectral norms, as DCGAN's descendants have it."""

    def __init__(self, nz: int = 24) -> None:
        super().__init__()
        norm = nn.utils.parametrizations.spectral_norm
        self.main = nn.Sequential(
            norm(nn.ConvTranspose2d(nz, 16, 4, 1, 0, bias=False)),
            nn.BatchNorm2d(16),
            nn.ReLU(True),
            norm(nn.ConvTranspose2d(16, 8, 4, 2, 1)),
            nn.LeakyReLU(0.2, True),
            nn.ConvTranspose2d(8, 1, 4, 2, 1),
            nn.Tanh(),
        )

    def forward(self, z: Tensor) -> Tensor:
        return self.main(z)


class Quantized(nn.Module):
    """A VQ autoencoder whose decoder takes the continuous map of latents, and quantises it."""

    def __init__(self) -> None:
        super().__init__()
        self.codes = nn.Embedding(12, 4)
        self.down = nn.Conv2d(1, 4, 4, 4)
        self.decoder = nn.Sequential(nn.ConvTranspose2d(4, 8, 2, 2), nn.ReLU())
        self.out = nn.ConvTranspose2d(8, 1, 2, 2)

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor, tuple[None, None]]:
        return self.down(x), torch.zeros(()), (None, None)

    def decode(self, z: Tensor) -> Tensor:
        flat = z.permute(0, 2, 3, 1).reshape(-1, 4)
        distances = flat.pow(2).sum(1, keepdim=True) - 2 * flat @ self.codes.weight.T
        nearest = (distances + self.codes.weight.pow(2).sum(1)).argmin(1)
        taken = self.codes.weight[nearest].view(z.shape[0], z.shape[2], z.shape[3], 4)
        return torch.sigmoid(self.out(self.decoder(taken.permute(0, 3, 1, 2))))


class Distributed(nn.Module):
    """An encoder that gives a distribution and a decoder that gives another."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = DistributedEncoder()
        self.decoder = DistributedDecoder()


class DistributedEncoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(64, 6))

    def forward(self, x: Tensor) -> torch.distributions.Distribution:
        mean, scale = self.net(x).chunk(2, dim=1)
        normal = torch.distributions.Normal(mean, nn.functional.softplus(scale))
        return torch.distributions.Independent(normal, 1)


class DistributedDecoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Linear(3, 64)

    def forward(self, z: Tensor) -> torch.distributions.Distribution:
        return torch.distributions.Normal(torch.tanh(self.net(z)).view(-1, 1, 8, 8), 1.0)


class Unexportable(nn.Module):
    """A decoder that no exporter can follow: it leaves PyTorch on its way."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(4, 64)

    def forward(self, z: Tensor) -> Tensor:
        flat = torch.sigmoid(self.fc(z)).detach().numpy()
        return torch.from_numpy(flat[:, ::-1].copy()).view(-1, 1, 8, 8)


class Mapped(nn.Module):
    """A generator of two parts, of which `forward` runs both."""

    z_dim = 6

    def __init__(self) -> None:
        super().__init__()
        self.mapping = nn.Linear(6, 6)
        self.synthesis = nn.Sequential(nn.Linear(6, 64), nn.Tanh(), nn.Unflatten(1, (1, 8, 8)))

    def forward(self, z: Tensor) -> Tensor:
        return self.synthesis(self.mapping(z))


class Bottleneck(nn.Module):
    """A VAE with layers between its encoder and its decoder."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Flatten(), nn.Linear(64, 12), nn.ReLU())
        self.fc_mu, self.fc_z = nn.Linear(12, 3), nn.Linear(3, 12)
        self.decoder = nn.Sequential(nn.Linear(12, 64), nn.Sigmoid(), nn.Unflatten(1, (1, 8, 8)))

    def forward(self, x: Tensor) -> Tensor:
        return self.decoder(self.fc_z(self.fc_mu(self.encoder(x))))


class Scaled(nn.Module):
    """An autoencoder that does something to its latents on their way."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Flatten(), nn.Linear(64, 4))
        self.decoder = nn.Sequential(nn.Linear(4, 64), nn.Sigmoid(), nn.Unflatten(1, (1, 8, 8)))

    def forward(self, x: Tensor) -> Tensor:
        return self.decoder(self.encoder(x) * 3)


class SamplingInTraining(MLP):
    """A VAE whose encoder gives a sample first, which is the mean unless it trains."""

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:  # type: ignore[override]
        mu, logvar = super().encode(x)
        z = mu + torch.randn_like(mu) * (0.5 * logvar).exp() if self.training else mu
        return z, mu, logvar


class Conditional(nn.Module):
    """A decoder that needs a class as well."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(4, 64)

    def decode(self, z: Tensor, y: Tensor) -> Tensor:
        return torch.sigmoid(self.fc(z) + y).view(-1, 1, 8, 8)


CASES: dict[str, tuple[Callable[[], nn.Module], tuple[int, ...], tuple[int, int, int], float]] = {
    "mlp": (MLP, (5,), (1, 12, 12), 0.0),
    "resnet": (ResNet, (7,), (3, 16, 16), -1.0),
    "colour": (Colour, (16,), (3, 64, 64), 0.0),
    "generator": (Generator, (24, 1, 1), (1, 16, 16), -1.0),
    "quantized": (Quantized, (4, 8, 8), (1, 32, 32), 0.0),
    "distributed": (Distributed, (3,), (1, 8, 8), -1.0),
}
"""By name: a model, the shape of its latent points, that of its images, and their lowest value."""
