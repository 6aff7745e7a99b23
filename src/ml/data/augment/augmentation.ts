/** How images are changed before they are trained on, as plain data; what is absent isn't done. In the order in which it is done. */
export interface Augmentation {
  /** Moves the image by up to so many pixels in each direction; zeros come in. */
  readonly crop?: { readonly padding: number };
  /** Mirrors left to right with this probability. */
  readonly flip?: number;
  /** Factors between 1 - x and 1 + x; see `jitterColour`. */
  readonly jitter?: { readonly brightness: number; readonly contrast: number; readonly saturation: number };
  /** Fills a rectangle of this share of the area with a colour, with a probability (Zhong et al., 2020). */
  readonly erase?: { readonly probability: number; readonly area: readonly [number, number] };
  /** Blends two images and their labels by a share from Beta(alpha, alpha) (Zhang et al., 2018). */
  readonly mixup?: { readonly alpha: number };
  /** Puts a rectangle of one image into another, and mixes the labels by its area (Yun et al., 2019). */
  readonly cutmix?: { readonly alpha: number };
}
