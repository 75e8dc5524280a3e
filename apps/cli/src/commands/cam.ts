import { defineCommand } from '../usage/define-command.ts';
import { device, json } from '../usage/options.ts';

export const command = defineCommand({
  command: 'cam <image>',
  describe: 'Show where a trained run looks in a picture',
  builder: (parser) =>
    parser
      .positional('image', { type: 'string', demandOption: true, describe: 'A picture' })
      .option('run', {
        type: 'string',
        demandOption: true,
        describe: 'A finished run: mine/dann/0 (experiment, method, seed), or its folder',
      })
      .option('class', { type: 'string', describe: 'Name of the class to explain; default: the one predicted' })
      .option('device', device)
      .option('output', { type: 'string', default: 'cam.png', describe: 'The PNG to write: the map over the picture' })
      .option('json', json)
      .example('$0 cam photo.jpg --run mine/dann/0 --class dog --output dog.png', 'Why dog?'),
  handler: async (args) => {
    const { handleCam } = await import('../handlers/cam.ts');
    await handleCam(args);
  },
});
