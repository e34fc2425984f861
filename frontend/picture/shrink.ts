/** Wide enough for a wall screen, small enough for a phone. */
const longestSide = 1280

/**
 * Draws any picture that the browser knows – a photo of 40 megapixels, an SVG – and gives its pixels alone: no program, no
 * place where the photo was taken. Undefined where it is no picture.
 */
export async function shrink(file: Blob): Promise<Blob | undefined> {
  const url = URL.createObjectURL(file)
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const [width, height] = [image.naturalWidth || longestSide, image.naturalHeight || longestSide]
    const scale = Math.min(1, longestSide / Math.max(width, height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.round(width * scale))
    canvas.height = Math.max(1, Math.round(height * scale))
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((done) => canvas.toBlob((blob) => done(blob ?? undefined), 'image/webp', 0.85))
  } catch {
    return undefined
  } finally {
    URL.revokeObjectURL(url)
  }
}
