/** An archive of TensorFlow's C library and its headers, as TensorFlow publishes it and tfjs-node's installer takes it. */
export interface LibraryArchive {
  readonly url: string;
  readonly sha256: string;
  readonly version: string;
}

const PUBLISHED = 'https://storage.googleapis.com';

/** The published archives, by system and processor. */
export const libraryArchives: Readonly<Record<string, LibraryArchive>> = {
  'linux-x64': {
    url: `${PUBLISHED}/tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz`,
    sha256: '7f510d2546e3db5e10b1d119463689003d587842892ad3c95bca51cf82820173',
    version: '2.9.1',
  },
  'linux-arm64': {
    url: `${PUBLISHED}/tf-builds/libtensorflow_r2_7_linux_arm64.tar.gz`,
    sha256: '9395d1ff39f5b6847f5121e679ff4e599dc7061a2a7f87ceac061c78e908e6e3',
    version: '2.7.0',
  },
  'darwin-x64': {
    url: `${PUBLISHED}/tensorflow/libtensorflow/libtensorflow-cpu-darwin-x86_64-2.9.1.tar.gz`,
    sha256: '56f83d3320ba0f69aaafd6c058645e1b7fbc75fb9a3fc36d6be98de1291ca226',
    version: '2.9.1',
  },
  'darwin-arm64': {
    url: `${PUBLISHED}/tf-builds/libtensorflow_r2_7_darwin_arm64_cpu.tar.gz`,
    sha256: '13ab22b97e2af06e431aaeb7b42fb89981965dd01aa16da035d8210aa4183d79',
    version: '2.7.0',
  },
};

/**
 * The same library in packages, for machines that reach a mirror of Maven and of Python packages only. The headers are
 * those of the wheel, because the package of the library has none; they are of the version that tfjs-node was written for.
 */
export interface LibraryPackages {
  readonly maven: string;
  readonly jar: string;
  readonly jarSha256: string;
  /** Where the libraries lie in it. */
  readonly jarFolder: string;
  readonly version: string;
  readonly wheel: string;
  readonly wheelSha256: string;
  readonly wheelPython: string;
  readonly wheelPlatform: string;
}

export const libraryPackages: Readonly<Record<string, LibraryPackages>> = {
  'linux-x64': {
    maven: 'org.tensorflow:tensorflow-core-api:0.5.0:jar:linux-x86_64',
    jar: 'tensorflow-core-api-0.5.0-linux-x86_64.jar',
    jarSha256: 'f394c5be26c8f3b644cdc77e6741b2cfe774caa8aedeb969c50e074444feac55',
    jarFolder: 'org/tensorflow/internal/c_api/linux-x86_64/',
    version: '2.10.1',
    wheel: 'tensorflow-cpu==2.9.1',
    wheelSha256: '6d12fa2baca92e507e0547567199c49659cb4a7fdbabcb6870c2c9e7382ac2bf',
    wheelPython: '3.9',
    wheelPlatform: 'manylinux2014_x86_64',
  },
};
